package dev.millrace.cli.week;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.Execution;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.document.Documents;
import dev.millrace.local.time.SettableClock;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Environment;
import dev.millrace.worker.Worker;
import dev.millrace.worker.WorkerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * A week of hourly ticks in which the parts around the pipeline fail one after the other. No
 * operator does anything. An hour passes when all moments in the ledger move an hour into the past.
 */
final class WeekTest {

  private static final int HOURS = Integer.getInteger("millrace.week.hours", 28);
  private static final int TABLE_FULL = 1114;
  private static final int READ_ONLY = 1290;
  private static final List<String> TYPES = List.of("Push", "Rating", "Message");

  private final Instant start =
      Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(HOURS));
  private final SettableClock clock = new SettableClock(start);
  private final EndpointFaults faults = new EndpointFaults();

  private final Set<Outage> held = EnumSet.noneOf(Outage.class);
  private long retriesBefore;
  private long attemptsBefore;

  private volatile String slackAnswer = slack("general");

  private static String slack(String name) {
    return "{\"ok\":true,\"channel\":{\"id\":\"C1\",\"name\":\"%s\"}}".formatted(name);
  }

  @Test
  void outages_of_every_part_end_without_a_gap_or_a_dead_letter(@TempDir Path folder)
      throws Exception {
    HttpServer slackServer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slackServer.createContext(
        "/",
        exchange -> {
          byte[] answer = slackAnswer.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    slackServer.start();
    try (LocalQueues queues = LocalQueues.start();
        DocumentApi api =
            DocumentApi.start(
                Documents.of(WeekDocuments.documents(start, HOURS, TYPES)),
                0,
                clock,
                List.of(faults))) {
      LocalDatabase server = LocalDatabase.shared();
      String schema = server.createSchema();
      Map<String, String> environment =
          environment(queues, api, schema, slackServer.getAddress().getPort());
      environment.put("MILLRACE_TYPES", WeekDocuments.definitions(folder, start, TYPES).toString());
      run(environment, "types", "apply");
      DatabaseSettings settings = new DatabaseSettings(schema, server.user(), server.password(), 4);
      try (WeekDatabase database = new WeekDatabase(settings);
          SqsClient sqs = SqsClients.local(100, queues.endpoint(), queues.region())) {
        WorkerSettings workers = WorkerSettings.from(new Environment(environment));
        try (Worker _ = Worker.start(workers, "a worker", sqs, clock)) {
          for (int hour = 1; hour <= HOURS; hour++) {
            clock.set(start.plus(Duration.ofHours(hour)));
            fail(hour, database);
            run(environment, "produce", "--at", clock.instant().toString());
            work(environment, database, sqs, queues, hour);
            report(hour, database);
            database.anHourPasses();
          }
          for (int rest = 0; rest < 30 && database.open() > 0; rest++) {
            clock.advance(Duration.ofHours(1));
            work(environment, database, sqs, queues, HOURS);
            database.anHourPasses();
          }
        }
        assertNothingMissing(environment, database);
        assertThat(held)
            .as("outages that held up slices")
            .containsExactlyInAnyOrder(Outage.values());
      }
    } finally {
      slackServer.stop(0);
    }
  }

  private enum Outage {
    ONE_TYPE(20, 6),
    FULL_DISK(50, 1),
    SLACK_TOKEN(70, 24),
    FAILOVER(120, 1);

    private final int from;
    private final int hours;

    /**
     * @param from hour of the week
     */
    Outage(int from, int hours) {
      this.from = from;
      this.hours = hours;
    }

    /** A shorter test has the same outages in fewer hours, each for at least one. */
    boolean at(int hour) {
      int begins = from * HOURS / 168;
      return hour >= begins && hour < begins + Math.max(1, hours * HOURS / 168);
    }
  }

  private void fail(int hour, WeekDatabase database) {
    faults.failing = Outage.ONE_TYPE.at(hour) ? Set.of("Rating") : Set.of();
    slackAnswer =
        Outage.SLACK_TOKEN.at(hour)
            ? "{\"ok\":false,\"error\":\"token_revoked\"}"
            : slack("general");
    if (Outage.FULL_DISK.at(hour)) {
      database.refuse(TYPES, TABLE_FULL);
    } else if (Outage.FAILOVER.at(hour)) {
      database.refuse(TYPES, READ_ONLY);
    } else {
      database.refuse(TYPES, 0);
    }
  }

  /** One line for an hour with an outage, which must hold up slices. */
  private void report(int hour, WeekDatabase database) {
    for (Outage outage : Outage.values()) {
      if (outage.at(hour)) {
        long retries = database.number("SELECT COALESCE(SUM(retries), 0) FROM millrace_slice");
        long attempts =
            database.number("SELECT COUNT(*) FROM millrace_attempt WHERE state <> 'done'");
        if (retries > retriesBefore || attempts > attemptsBefore || database.open() > 0) {
          held.add(outage);
        }
        System.out.printf(
            "hour %3d, %s: %d slices open, %d retries and %d attempts in vain so far%n",
            hour, outage, database.open(), retries, attempts);
      }
    }
    retriesBefore = database.number("SELECT COALESCE(SUM(retries), 0) FROM millrace_slice");
    attemptsBefore = database.number("SELECT COUNT(*) FROM millrace_attempt WHERE state <> 'done'");
  }

  /** Until nothing is on a queue or in hand; what waits in the ledger does so for the next hour. */
  private void work(
      Map<String, String> environment,
      WeekDatabase database,
      SqsClient sqs,
      LocalQueues queues,
      int hour)
      throws InterruptedException {
    boolean failover = Outage.FAILOVER.at(hour);
    for (int i = 0; i < 40; i++) {
      if (failover && i < 20) {
        database.killConnections();
      }
      Execution sweep = Execution.of(environment, "sweep");
      if (!failover) {
        assertThat(sweep.status()).as(sweep.err()).isZero();
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (busy(sqs, queues) && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      if (database.due() == 0) {
        return;
      }
    }
  }

  private static boolean busy(SqsClient sqs, LocalQueues queues) {
    for (String queue : List.of("import", "backfill", "aggregate")) {
      Map<QueueAttributeName, String> attributes =
          sqs.getQueueAttributes(
                  request ->
                      request
                          .queueUrl(queues.url(queue))
                          .attributeNames(
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                              QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
              .attributes();
      if (attributes.values().stream().mapToInt(Integer::parseInt).sum() > 0) {
        return true;
      }
    }
    return false;
  }

  private void assertNothingMissing(Map<String, String> environment, WeekDatabase database) {
    Execution gaps =
        Execution.of(
            environment,
            "gaps",
            "--from",
            start.toString(),
            "--to",
            start.plus(Duration.ofHours(HOURS - 1)).toString());
    assertThat(gaps.status()).as(gaps.out() + gaps.err()).isZero();
    assertThat(gaps.out()).endsWith("no gaps\n");
    assertThat(database.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'dead'"))
        .isZero();
    assertThat(Execution.of(environment, "dlq", "list").out()).contains("no dead letters");
    for (String type : TYPES) {
      assertThat(database.number("SELECT COUNT(*) FROM " + type))
          .as(type)
          .isEqualTo((HOURS - 1) * 3L);
    }
    assertThat(database.number("SELECT COUNT(*) FROM Message WHERE channel = 'general'"))
        .isEqualTo((HOURS - 1) * 3L);
  }

  private static Map<String, String> environment(
      LocalQueues queues, DocumentApi api, String schema, int slackPort) {
    LocalDatabase server = LocalDatabase.shared();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("AWS_ACCESS_KEY_ID", "test");
    environment.put("AWS_SECRET_ACCESS_KEY", "test");
    environment.put("MILLRACE_DB_URL", schema);
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    environment.put("MILLRACE_SOURCE_URL", api.url());
    environment.put("MILLRACE_SOURCE_KEY", api.key());
    environment.put("MILLRACE_SLACK_TOKEN", "xoxb-test");
    environment.put("MILLRACE_SLACK_URL", "http://127.0.0.1:%d/api/".formatted(slackPort));
    environment.put("MILLRACE_POLL_SECONDS", "1");
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    return environment;
  }

  private static void run(Map<String, String> environment, String... arguments) {
    Execution run = Execution.of(environment, arguments);
    assertThat(run.status()).as("%s %s", run.out(), run.err()).isZero();
  }
}
