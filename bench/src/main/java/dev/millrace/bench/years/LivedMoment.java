package dev.millrace.bench.years;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.cli.status.GapsCommand;
import dev.millrace.cli.status.StatusCommand;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.SliceState;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.producer.Tick;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.settings.Environment;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Some hours that the product lives, with its durations. */
final class LivedMoment {

  private static final int HOURS = 7;

  private static final String PLANNED =
      """
      SELECT s.id, s.type FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE r.ended_at IS NULL AND s.state %s"""
          .formatted(SliceState.IN_WAITING);

  private final ServerClock clock;
  private final LocalQueues queues;
  private final LocalDatabase server;
  private final Catalogue catalogue;
  private final int warmUp;

  /**
   * @param warmUp hours that are lived before the measured ones; both together at most a day, since
   *     the next day is generated
   */
  LivedMoment(
      ServerClock clock,
      LocalQueues queues,
      LocalDatabase server,
      Catalogue catalogue,
      int warmUp) {
    this.clock = clock;
    this.queues = queues;
    this.server = server;
    this.catalogue = catalogue;
    this.warmUp = warmUp;
  }

  /** Lives the hours after that moment; the median of each action in milliseconds. */
  Map<String, Double> live(Instant from) {
    Figures cold = new Figures();
    Figures figures = new Figures();
    for (int hour = 0; hour < warmUp + HOURS; hour++) {
      live(from.plus(Duration.ofHours(hour)), hour < warmUp ? cold : figures);
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    Figures.NAMES.forEach(name -> medians.put(name, figures.median(name)));
    return medians;
  }

  private void live(Instant now, Figures figures) {
    clock.set(now);
    Map<String, String> environment = environment();
    DatabaseSettings settings =
        new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2);
    try (SqsClient sqs = SqsClients.local(4, queues.endpoint(), queues.region());
        Producer producer =
            Producer.open(ProducerSettings.from(new Environment(environment)), sqs);
        Database database = Database.open(settings)) {
      database.now();
      producer.sweep();
      figures.time("tick", () -> new Tick(database).plan(now, catalogue));
      figures.time("sweep", () -> producer.sweep());
      work(database, figures);
    }
    figures.time("status", () -> run(new StatusCommand(environment)));
    figures.time("gaps", () -> run(new GapsCommand(environment)));
  }

  private static void work(Database database, Figures figures) {
    Attempts attempts = new Attempts(database, "bench", Duration.ofMinutes(5));
    List<Map.Entry<Long, String>> planned =
        database.transact(
            connection ->
                Sql.list(connection, PLANNED, row -> Map.entry(row.getLong(1), row.getString(2))));
    for (Map.Entry<Long, String> slice : planned) {
      Attempt[] attempt = new Attempt[1];
      figures.time(
          "claim",
          () -> {
            if (attempts.claim(slice.getKey(), slice.getValue())
                instanceof Claim.Claimed(Attempt claimed)) {
              attempt[0] = claimed;
            }
          });
      if (attempt[0] != null) {
        figures.time("finish", () -> attempts.finish(attempt[0]));
      }
    }
  }

  private static void run(Callable<Integer> command) {
    CommandLine line = new CommandLine(command).setOut(new PrintWriter(Writer.nullWriter()));
    int status = line.execute();
    if (status != 0) {
      throw new IllegalStateException(
          "%s ended with status %d".formatted(line.getCommandName(), status));
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("MILLRACE_DB_URL", server.jdbcUrl());
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    return environment;
  }
}
