package dev.millrace.worker.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.settings.Environment;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestImport;
import dev.millrace.worker.TestPipeline;
import dev.millrace.worker.TestQueues;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** The shipped types with lookups, from a message to rows, with a real DynamoDB Local. */
@Isolated("the system properties are shared by all tests")
final class LookupsTest {

  private static final Window TEN_MINUTES = new Window(0, 600);
  private static final URI NO_SLACK = URI.create("https://slack.com/api/");

  private static final String RATING =
      """
      {"id":"%s","timestamp":%d,"type":"EventRatingType",\
      "data":{"button":1,"event_code":"%s"}}""";

  private static final String MESSAGE =
      """
      {"id":"m","timestamp":7,"type":"SlackType","data":{"event":{"channel":"C1"}}}""";

  @RegisterExtension private static final EventCodeTable codes = new EventCodeTable();

  private final AtomicLong later = new AtomicLong();
  private volatile String channel = "{\"ok\":false,\"error\":\"channel_not_found\"}";

  @AutoClose
  private final TestPipeline pipeline =
      new TestPipeline(shipped("EventRatingType"), shipped("SlackType"), TestDatabase.THINGS);

  @Test
  void a_rating_without_an_event_is_kept_and_imported_by_the_sweep_once_there_is_one()
      throws Exception {
    pipeline.lookups(new LookupSettings(NO_SLACK, "", codes.name()));
    start(List.of(RATING.formatted("a", 150, "001111"), RATING.formatted("b", 160, "002222")));

    pipeline.backfill("EventRatingType", TEN_MINUTES);
    pipeline.awaitRest(1);

    assertThat(ratings()).containsExactly("a 1 Spring");
    assertThat(rejected()).containsExactly("b UNKNOWN_EVENT_CODE /data/event_code");
    codes.event("002222", "Autumn");
    later.set(Duration.ofMinutes(2).toSeconds());
    sweep();
    assertThat(slices()).as("not tried again before an hour has passed").isEqualTo(1);
    pipeline
        .database()
        .run("UPDATE millrace_rejected SET last_seen = last_seen - INTERVAL 61 MINUTE");
    sweep();
    pipeline.awaitRest(2);

    assertThat(ratings()).containsExactly("a 1 Spring", "b 1 Autumn");
    assertThat(rejected()).isEmpty();
    assertThat(pipeline.database().rows("SELECT type, actual_count FROM EventCount"))
        .containsExactly("EventRatingType 2");
    assertThat(
            pipeline
                .database()
                .rows("SELECT fetched, inserted, rejected FROM millrace_attempt ORDER BY number"))
        .containsExactly("2 1 1", "1 1 0");
  }

  @Test
  void a_rating_costs_no_further_slice_while_its_event_is_missing_or_no_table_is_configured()
      throws Exception {
    for (String name : List.of("", codes.name())) {
      pipeline.lookups(new LookupSettings(NO_SLACK, "", name));
      start(List.of(RATING.formatted("b", 160, "002222")));
      if (name.isEmpty()) {
        pipeline.backfill("EventRatingType", TEN_MINUTES);
        pipeline.awaitRest(1);
      }
      pipeline
          .database()
          .run(
              "UPDATE millrace_rejected SET asked_at = NULL,"
                  + " last_seen = last_seen - INTERVAL 61 MINUTE");

      sweep();

      TestPipeline.await(
          () ->
              pipeline
                      .database()
                      .number("SELECT COUNT(*) FROM millrace_rejected WHERE asked_at IS NOT NULL")
                  == 1,
          "ask again");
      assertThat(slices()).isEqualTo(1);
      pipeline.stop();
    }
  }

  @Test
  void unavailable_code_table_delays_only_its_type_and_costs_no_attempt() throws Exception {
    String missing = UUID.randomUUID().toString();
    pipeline.lookups(new LookupSettings(NO_SLACK, "", missing));
    start(List.of(RATING.formatted("a", 150, "001111"), TestImport.thing("t", 1, "hammer")));
    long ratings = send("EventRatingType");
    awaitReturned(ratings);

    send("Thing");
    TestPipeline.await(() -> state("Thing").equals("done 1"), "import other types");

    List<String> attempts = attempts(ratings);
    assertThat(attempts)
        .filteredOn(attempt -> !attempt.startsWith("revoked"))
        .allSatisfy(
            attempt ->
                assertThat(attempt).contains("returned cannot read the event code table", missing));
    assertThat(state("EventRatingType"))
        .as("only a lease that ran out counts: %s", attempts)
        .endsWith(" " + attempts.stream().filter(a -> a.startsWith("revoked")).count());
    assertThat(ratings()).isEmpty();
    assertThat(rejected()).isEmpty();
    codes.create(missing, "001111", "Spring");
    assertThat(pipeline.queues().messages("import")).as("receives cost nothing").isLessThan(2);
    pipeline.database().run("UPDATE millrace_slice SET not_before = NOW(3)");
    sendAgain(ratings, "EventRatingType"); // its next try is due after half a minute
    pipeline.awaitRest(2);
    assertThat(ratings()).containsExactly("a 1 Spring");
    List<String> all = attempts(ratings);
    assertThat(state("EventRatingType"))
        .as("only a lease that ran out counts: %s", all)
        .isEqualTo("done " + (1 + all.stream().filter(a -> a.startsWith("revoked")).count()));
    assertThat(pipeline.queues().deadLetters("import")).isEmpty();
  }

  @Test
  void next_import_adds_a_missing_channel_name_and_known_names_outlive_slack() throws Exception {
    HttpServer slack = slack();
    pipeline.lookups(new LookupSettings(api(slack), "xoxb-secret", ""));
    start(List.of(MESSAGE));
    send("SlackType");
    pipeline.awaitRest(1);
    assertThat(channels()).containsExactly("m null");

    channel = "{\"ok\":true,\"channel\":{\"id\":\"C1\",\"name\":\"general\"}}";
    later.set(Duration.ofMinutes(6).toSeconds());
    send("SlackType");
    pipeline.awaitRest(2);
    assertThat(channels()).containsExactly("m general");

    slack.stop(0);
    later.set(Duration.ofHours(2).toSeconds());
    long third = send("SlackType");
    awaitReturned(third);
    assertThat(channels()).containsExactly("m general");
    assertThat(rejected()).isEmpty();
  }

  private static String shipped(String type) {
    try {
      return Files.readString(Path.of("..", "types", type + ".yaml"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private HttpServer slack() throws IOException {
    HttpServer slack =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    slack.createContext(
        "/",
        exchange -> {
          byte[] answer = channel.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    slack.start();
    return slack;
  }

  private static URI api(HttpServer slack) {
    return URI.create("http://127.0.0.1:%d/api/".formatted(slack.getAddress().getPort()));
  }

  /** A worker whose clock can be put forward. */
  private void start(List<String> documents) {
    pipeline.start(
        documents, pipeline.database().settings(10), () -> Instant.now().plusSeconds(later.get()));
  }

  private void sweep() {
    DatabaseSettings login = pipeline.database().settings(2);
    Environment environment =
        new Environment(
            Map.of(
                "MILLRACE_DB_URL", login.url(),
                "MILLRACE_DB_USER", login.user(),
                "MILLRACE_DB_PASSWORD", login.password(),
                "MILLRACE_IMPORT_QUEUE", pipeline.queues().url("import"),
                "MILLRACE_BACKFILL_QUEUE", pipeline.queues().url("backfill"),
                "MILLRACE_AGGREGATE_QUEUE", pipeline.queues().url("aggregate")));
    try (Producer producer =
        Producer.open(ProducerSettings.from(environment), TestQueues.client())) {
      producer.sweep();
    }
  }

  private long send(String type) {
    long slice = pipeline.database().plan(type, TEN_MINUTES);
    sendAgain(slice, type);
    return slice;
  }

  private void sendAgain(long slice, String type) {
    pipeline
        .queues()
        .send("import", new MessageCodec().encode(new SliceMessage(slice, type, TEN_MINUTES)));
  }

  private void awaitReturned(long slice) throws InterruptedException {
    TestPipeline.await(
        () -> attempts(slice).stream().anyMatch(attempt -> attempt.startsWith("returned")),
        "give the attempt back");
  }

  private List<String> attempts(long slice) {
    return pipeline
        .database()
        .rows("SELECT state, error FROM millrace_attempt WHERE slice = %d".formatted(slice));
  }

  private String state(String type) {
    return pipeline
        .database()
        .rows("SELECT state, attempts FROM millrace_slice WHERE type = '%s'".formatted(type))
        .getLast();
  }

  private long slices() {
    return pipeline.database().number("SELECT COUNT(*) FROM millrace_slice");
  }

  private List<String> ratings() {
    return pipeline
        .database()
        .rows("SELECT id, button, event_name FROM EventRatingType ORDER BY id");
  }

  private List<String> channels() {
    return pipeline.database().rows("SELECT id, channel_name FROM SlackType");
  }

  private List<String> rejected() {
    return pipeline.database().rows("SELECT document, reason, path FROM millrace_rejected");
  }
}
