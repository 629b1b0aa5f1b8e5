package dev.millrace.infra.emulator.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/**
 * One instance of a function, which handles one event after another: it asks for them at the
 * runtime API that {@code AWS_LAMBDA_RUNTIME_API} names, as Lambda's own runtime does.
 */
public final class Bootstrap {

  private final RequestStreamHandler handler;
  private final HttpClient http;

  private Bootstrap(RequestStreamHandler handler, HttpClient http) {
    this.handler = handler;
    this.http = http;
  }

  /**
   * Runs until the process is ended.
   *
   * @param arguments the handler
   */
  public static void main(String[] arguments) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      Bootstrap bootstrap = new Bootstrap(Invoke.handler(arguments[0]), http);
      while (true) {
        bootstrap.handleNext();
      }
    }
  }

  private void handleNext() throws IOException, InterruptedException {
    HttpResponse<byte[]> next = http.send(request("next").build(), BodyHandlers.ofByteArray());
    String id = header(next.headers(), "Lambda-Runtime-Aws-Request-Id");
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    String outcome = "response";
    try {
      handler.handleRequest(
          new ByteArrayInputStream(next.body()), answer, context(next.headers(), id));
    } catch (IOException | RuntimeException | Error e) {
      // Into the function's log, as Lambda does.
      e.printStackTrace();
      answer.reset();
      outcome = "error";
    }
    HttpRequest report =
        request(id + "/" + outcome).POST(BodyPublishers.ofByteArray(answer.toByteArray())).build();
    HttpResponse<Void> _ = http.send(report, BodyHandlers.discarding());
  }

  private static Context context(HttpHeaders call, String id) {
    long deadline = Long.parseLong(header(call, "Lambda-Runtime-Deadline-Ms"));
    return Invoke.context(
        Map.of(
            "getAwsRequestId", () -> id,
            "getFunctionName", () -> variable("AWS_LAMBDA_FUNCTION_NAME"),
            "getLogStreamName", () -> variable("AWS_LAMBDA_LOG_STREAM_NAME"),
            "getRemainingTimeInMillis", () -> (int) (deadline - System.currentTimeMillis())));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create(
            "http://%s/2018-06-01/runtime/invocation/%s"
                .formatted(variable("AWS_LAMBDA_RUNTIME_API"), path)));
  }

  private static String header(HttpHeaders headers, String name) {
    return headers.firstValue(name).orElseThrow();
  }

  private static String variable(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
