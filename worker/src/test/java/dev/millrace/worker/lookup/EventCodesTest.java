package dev.millrace.worker.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Against a server that answers scans as DynamoDB does, an item a page. */
final class EventCodesTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<String> items = new CopyOnWriteArrayList<>();
  private final List<String> scans = new CopyOnWriteArrayList<>();
  private final HttpServer dynamo;
  private final DynamoDbClient client;
  private final EventCodes codes;
  private volatile boolean away;

  EventCodesTest() throws IOException {
    dynamo = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    dynamo.createContext("/", this::answer);
    dynamo.start();
    client =
        DynamoDbClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + dynamo.getAddress().getPort()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
            .httpClientBuilder(Apache5HttpClient.builder())
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
            .build();
    codes = new EventCodes(client, "codes", clock);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String start = request.replaceAll("(?s).*\"event_id\":\\{\"S\":\"(\\d+)\"}.*", "$1");
    int next = start.equals(request) ? 0 : Integer.parseInt(start) + 1;
    if (next == 0) {
      scans.add(request);
    }
    String last =
        next + 1 < items.size()
            ? ",\"LastEvaluatedKey\":{\"event_id\":{\"S\":\"%d\"}}".formatted(next)
            : "";
    String page = items.isEmpty() ? "" : items.get(next);
    byte[] body = "{\"Items\":[%s]%s}".formatted(page, last).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(away ? 500 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void event(String code, String name, long from, long to) {
    items.add(
        """
        {"event_id":{"S":"%d"},"event_code":{"S":"%s"},"event_name":{"S":"%s"},\
        "code_valid_from":{"N":"%d"},"code_valid_to":{"N":"%d"}}"""
            .formatted(items.size(), code, name, from, to));
  }

  @AfterEach
  void stop() {
    client.close();
    dynamo.stop(0);
  }

  @Test
  void a_code_that_was_used_again_means_the_event_of_its_time() throws Exception {
    event("001111", "Spring", 100, 200);
    event("001111", "Autumn", 300, 400);
    event("002222", "Other", 0, 1000);

    assertThat(codes.eventName("001111", 150)).contains("Spring");
    assertThat(codes.eventName("001111", 301)).contains("Autumn");
    assertThat(codes.eventName("001111", 250)).isEmpty();
    assertThat(codes.eventName("001111", 300)).as("the bounds are outside").isEmpty();
    assertThat(codes.eventName("001111", 400)).isEmpty();
    assertThat(codes.eventName("1111", 150)).isEmpty();
    assertThat(scans).as("one scan serves all").hasSize(1);
  }

  @Test
  void an_event_that_appears_is_found_a_minute_later() throws Exception {
    event("002222", "Other", 0, 1000);
    assertThat(codes.eventName("001111", 150)).isEmpty();
    event("001111", "Spring", 100, 200);
    assertThat(codes.eventName("001111", 150)).isEmpty();
    clock.advance(Duration.ofSeconds(61));

    assertThat(codes.eventName("001111", 150)).contains("Spring");
    assertThat(codes.eventName("002222", 150)).contains("Other");

    assertThat(scans).hasSize(2);
  }

  @Test
  void items_that_are_no_events_are_passed_over() throws Exception {
    items.add("{\"event_id\":{\"S\":\"0\"},\"event_code\":{\"S\":\"001111\"}}");
    event("001111", "Spring", 100, 200);

    assertThat(codes.eventName("001111", 150)).contains("Spring");
  }

  @Test
  void a_table_that_cannot_be_read_is_a_failure_and_no_missing_event() {
    away = true;

    assertThatThrownBy(() -> codes.eventName("001111", 150))
        .isInstanceOf(LookupFailedException.class)
        .hasMessageContaining("codes");
  }
}
