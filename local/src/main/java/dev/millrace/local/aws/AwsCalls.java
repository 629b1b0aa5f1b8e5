package dev.millrace.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Calls of a service of AWS in its JSON protocol, with a signature that only emulators accept. */
final class AwsCalls implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/local/aws4_request,"
          + " SignedHeaders=host, Signature=00";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();
  private final URI endpoint;
  private final String service;

  /**
   * @param service its name in the target header, for instance {@code AmazonSQS}
   */
  AwsCalls(String endpoint, String service) {
    this.endpoint = URI.create(endpoint);
    this.service = service;
  }

  /** Calls an action, for instance {@code SendMessage}; an answer other than 200 is an error. */
  JsonNode call(String action, Map<String, ?> parameters) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .header("Content-Type", "application/x-amz-json-1.0")
              .header("X-Amz-Target", service + "." + action)
              .header("Authorization", AUTHORIZATION)
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(parameters)))
              .build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            action + " answered " + response.statusCode() + ": " + response.body());
      }
      return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot call " + action + " at " + endpoint, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + action, e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
