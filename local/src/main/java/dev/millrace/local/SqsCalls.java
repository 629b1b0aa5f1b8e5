package dev.millrace.local;

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
import java.util.List;
import java.util.Map;

/** The few calls of SQS that set up queues, in its JSON protocol and unsigned. */
final class SqsCalls implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;

  SqsCalls(String endpoint) {
    this.endpoint = URI.create(endpoint);
  }

  /** Returns the queue's URL. */
  String createQueue(String name, Map<String, String> attributes) {
    return call("CreateQueue", Map.of("QueueName", name, "Attributes", attributes))
        .path("QueueUrl")
        .asText();
  }

  String arn(String url) {
    return call(
            "GetQueueAttributes", Map.of("QueueUrl", url, "AttributeNames", List.of("QueueArn")))
        .path("Attributes")
        .path("QueueArn")
        .asText();
  }

  /** Calls an action, for instance {@code SendMessage}; an answer other than 200 is an error. */
  JsonNode call(String action, Map<String, ?> parameters) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(endpoint)
              .header("Content-Type", "application/x-amz-json-1.0")
              .header("X-Amz-Target", "AmazonSQS." + action)
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
