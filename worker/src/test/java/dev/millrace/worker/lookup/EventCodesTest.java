package dev.millrace.worker.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.aws.LocalDynamo;
import dev.millrace.local.time.SettableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Against DynamoDB Local. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class EventCodesTest {

  private static LocalDynamo dynamo;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final String table = UUID.randomUUID().toString();
  private final AtomicInteger pages = new AtomicInteger();
  private int events;

  @AutoClose
  private final DynamoDbClient client =
      DynamoDbClient.builder()
          .endpointOverride(URI.create(dynamo.endpoint()))
          .region(Region.EU_CENTRAL_1)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
          .httpClientBuilder(Apache5HttpClient.builder())
          .overrideConfiguration(
              o ->
                  o.retryStrategy(AwsRetryStrategy.doNotRetry())
                      .addExecutionInterceptor(counting()))
          .build();

  private final EventCodes codes = new EventCodes(client, table, clock);

  @BeforeAll
  static void start() {
    dynamo = LocalDynamo.start();
  }

  @AfterAll
  static void stop() {
    dynamo.close();
  }

  @BeforeEach
  void create_the_table() {
    dynamo.createTable(table, "event_id");
  }

  private ExecutionInterceptor counting() {
    return new ExecutionInterceptor() {
      @Override
      public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
        pages.incrementAndGet();
      }
    };
  }

  private void event(String code, String name, long from, long to) {
    event(code, name, from, to, "");
  }

  private void event(String code, String name, long from, long to, String notes) {
    dynamo.put(
        table,
        Map.of(
            "event_id", Integer.toString(events++),
            "event_code", code,
            "event_name", name,
            "code_valid_from", from,
            "code_valid_to", to,
            "notes", notes));
  }

  @Test
  void a_code_that_was_used_again_means_the_event_of_its_time() throws Exception {
    event("001111", "Spring", 100, 200);
    event("001111", "Autumn", 300, 400);
    event("002222", "Other", 0, 1000);

    assertThat(codes.find("001111", 150)).contains("Spring");
    assertThat(codes.find("001111", 301)).contains("Autumn");
    assertThat(codes.find("001111", 250)).isEmpty();
    assertThat(codes.find("001111", 300)).as("the bounds are outside").isEmpty();
    assertThat(codes.find("001111", 400)).isEmpty();
    assertThat(codes.find("1111", 150)).isEmpty();
    assertThat(pages).as("one scan serves all").hasValue(1);
  }

  @Test
  void a_table_of_several_pages_is_read_to_its_end() throws Exception {
    String notes = "x".repeat(300_000); // a page is a megabyte
    for (int i = 0; i < 8; i++) {
      event("00" + i, "Event " + i, 100, 200, notes);
    }

    for (int i = 0; i < 8; i++) {
      assertThat(codes.find("00" + i, 150)).contains("Event " + i);
    }

    assertThat(pages).as("pages of one scan").hasValueBetween(2, 4);
  }

  @Test
  void an_event_that_appears_is_found_a_minute_later() throws Exception {
    event("002222", "Other", 0, 1000);
    assertThat(codes.find("001111", 150)).isEmpty();
    event("001111", "Spring", 100, 200);
    assertThat(codes.find("001111", 150)).isEmpty();
    clock.advance(Duration.ofSeconds(61));

    assertThat(codes.find("001111", 150)).contains("Spring");
    assertThat(codes.find("002222", 150)).contains("Other");

    assertThat(pages).hasValue(2);
  }

  @Test
  void items_that_are_not_events_are_skipped() throws Exception {
    dynamo.put(table, Map.of("event_id", "nameless", "event_code", "001111"));
    event("001111", "Spring", 100, 200);

    assertThat(codes.find("001111", 150)).contains("Spring");
  }

  @Test
  void a_table_that_cannot_be_read_is_a_failure_and_no_missing_event() {
    EventCodes nowhere = new EventCodes(client, "nowhere", clock);

    assertThatThrownBy(() -> nowhere.find("001111", 150))
        .isInstanceOf(LookupFailedException.class)
        .hasMessageContaining("nowhere");
  }
}
