package dev.millrace.worker.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.aws.AwsApi;
import dev.millrace.local.http.LocalServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** ECS and CloudWatch Logs, as far as a schema step asks them: one task and its output. */
final class EcsStandIn implements AutoCloseable {

  static final String TASK = "arn:aws:ecs:eu-central-1:111122223333:task/Schema/0a1b2c";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalServer server = new LocalServer(0);
  private final Map<String, JsonNode> started = new HashMap<>();
  private volatile String state = "\"lastStatus\":\"PROVISIONING\"";
  private volatile String written = "";
  private volatile boolean room = true;

  EcsStandIn() {
    server.serve("/", this::answer, List.of());
    server.start();
  }

  SchemaTask task() {
    Map<String, String> variables =
        Map.of(
            "AWS_ENDPOINT_URL", server.address(),
            "AWS_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "secret");
    return new SchemaTask(
        new AwsApi("ecs", variables, Duration.ofSeconds(10)),
        new AwsApi("logs", variables, Duration.ofSeconds(10)));
  }

  /** The tasks that were started, by their tokens: a token starts one. */
  Map<String, JsonNode> started() {
    return started;
  }

  /** The state that ECS shows from now on, as fields in JSON. */
  void show(String fields) {
    state = fields;
  }

  void write(String line) {
    written = line;
  }

  void full() {
    room = false;
  }

  private void answer(HttpExchange call) throws IOException {
    JsonNode body = JSON.readTree(call.getRequestBody());
    String signature = call.getRequestHeaders().getFirst("Authorization");
    String target = call.getRequestHeaders().getFirst("X-Amz-Target");
    String service = target.startsWith("Logs_") ? "logs" : "ecs";
    if (!signature.contains("/eu-central-1/" + service + "/aws4_request")) {
      respond(call, 403, "{\"__type\":\"InvalidSignatureException\",\"message\":\"no\"}");
      return;
    }
    switch (target) {
      case "AmazonEC2ContainerServiceV20141113.RunTask" -> {
        if (!room) {
          respond(
              call, 200, "{\"tasks\":[],\"failures\":[{\"reason\":\"Capacity is unavailable\"}]}");
          return;
        }
        started.putIfAbsent(body.path("clientToken").asText(), body);
        respond(call, 200, "{\"tasks\":[{\"taskArn\":\"%s\"}],\"failures\":[]}".formatted(TASK));
      }
      case "AmazonEC2ContainerServiceV20141113.DescribeTasks" ->
          respond(call, 200, "{\"tasks\":[{%s}],\"failures\":[]}".formatted(state));
      case "Logs_20140328.GetLogEvents" -> {
        if (written.isEmpty()) {
          respond(
              call,
              400,
              "{\"__type\":\"com.amazonaws#ResourceNotFoundException\",\"message\":\"no stream\"}");
          return;
        }
        boolean known =
            body.path("logStreamName").asText().equals("schema/schema/0a1b2c")
                && body.path("logGroupName").asText().equals("TaskLog");
        respond(
            call,
            200,
            known
                ? "{\"events\":[{\"message\":%s}]}".formatted(JSON.writeValueAsString(written))
                : "{\"events\":[]}");
      }
      default -> respond(call, 400, "{\"__type\":\"UnknownOperationException\"}");
    }
  }

  private static void respond(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @Override
  public void close() {
    server.close();
  }
}
