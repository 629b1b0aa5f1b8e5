package dev.millrace.torture.planted;

import dev.millrace.queue.sqs.Delivery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** Deletes a message before it is handled. Called by changed classes. */
public final class EarlyDelete {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private EarlyDelete() {}

  public static void delete(Delivery delivery) {
    for (String queue : List.of("MILLRACE_IMPORT_QUEUE", "MILLRACE_BACKFILL_QUEUE")) {
      String body =
          "{\"QueueUrl\":\"%s\",\"ReceiptHandle\":\"%s\"}"
              .formatted(System.getenv(queue), delivery.receipt());
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(System.getenv("AWS_ENDPOINT_URL")))
              .header("Content-Type", "application/x-amz-json-1.0")
              .header("X-Amz-Target", "AmazonSQS.DeleteMessage")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      try {
        CLIENT.send(request, HttpResponse.BodyHandlers.discarding());
      } catch (IOException _) {
        // the queue server is away
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
