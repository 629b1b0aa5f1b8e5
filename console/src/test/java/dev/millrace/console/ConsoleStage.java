package dev.millrace.console;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.Environment;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A real database and real queues with some days of imports and problems of every kind. */
final class ConsoleStage implements AutoCloseable {

  static final String CSRF = "a-secret-of-the-test";

  private static final long DAY = 86_400;

  private static final SchemaTemplate MIGRATED =
      new SchemaTemplate(LocalDatabase.shared(), ConsoleStage::migrate);

  private final LocalQueues queues = LocalQueues.start();
  private final SqsClient client = SqsClients.local(20, queues.endpoint(), queues.region());
  private final Producer producer;
  private final Database database;
  private final long now;

  ConsoleStage() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("MILLRACE_DB_URL", MIGRATED.copy());
    variables.put("MILLRACE_DB_USER", LocalDatabase.shared().user());
    variables.put("MILLRACE_DB_PASSWORD", LocalDatabase.shared().password());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      variables.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    producer = Producer.open(ProducerSettings.from(new Environment(variables)), client);
    database = producer.database();
    now = database.now().getEpochSecond() / 600 * 600;
  }

  private static void migrate(String url) {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      database.migrate();
    }
  }

  Console start(boolean readOnly, Optional<String> token) {
    return Console.start(
        new ConsoleSettings("127.0.0.1", 0, readOnly, CSRF, token),
        new DeploymentData(deployment()),
        System::nanoTime);
  }

  Deployment deployment() {
    Map<String, DeadLetterQueue> deadLetterQueues = new LinkedHashMap<>();
    for (String queue : List.of("import", "backfill", "aggregate")) {
      deadLetterQueues.put(
          queue, DeadLetterQueue.of(queue, new SqsQueue(client, queues.url(queue))));
    }
    return new Deployment(
        producer,
        deadLetterQueues,
        25,
        failure -> "the database does not answer",
        () -> UUID.randomUUID().toString(),
        System::nanoTime);
  }

  Database database() {
    return database;
  }

  /** The moment of the stage, at a full ten minutes. */
  Instant now() {
    return Instant.ofEpochSecond(now);
  }

  /** Nine days of six types, without any problem. */
  void soundWeek() {
    for (String type :
        List.of("GithubType", "JiraType", "PagerType", "RatingType", "SlackType", "ZoomType")) {
      type(type, now - 9 * DAY);
      covered(type, now - 9 * DAY, now - 60);
      events(type);
    }
    sql("INSERT INTO millrace_worker VALUES ('import-1/17', NOW(3) - INTERVAL 9 HOUR, NOW(3), 4)");
    sql("INSERT INTO millrace_worker VALUES ('import-2/21', NOW(3) - INTERVAL 2 HOUR, NOW(3), 7)");
  }

  /**
   * Problems of every kind.
   *
   * @param text of the failures: as a source, a document or a worker wrote it
   */
  void problems(String text) {
    uncover("SlackType", now - 9 * 3600, now - 9 * 3600 + 1800);
    for (int i = 0; i < 3; i++) {
      long slice = slice(RunKind.SCHEDULE, "SlackType", now - 9 * 3600 + i * 600L, 600);
      sql(
          "UPDATE millrace_slice SET state = 'dead', attempts = 5, error = ?,"
              + " first_failed_at = NOW(3) - INTERVAL 26 HOUR, ended_at = NOW(3) - INTERVAL 2 HOUR"
              + " WHERE id = ?",
          "the source answered 500 for slice %d: %s".formatted(slice, text),
          slice);
    }
    uncover("RatingType", now - 3 * DAY, now - 3 * DAY + 5 * 3600);
    uncover("JiraType", now - 3600, now - 60);
    for (int i = 1; i <= 5; i++) {
      long slice = slice(RunKind.SCHEDULE, "JiraType", now - 3600 + i * 600L - 600, 600);
      sql(
          """
          UPDATE millrace_slice SET retries = 2, attempts = 2, error = ?,
            first_failed_at = NOW(3) - INTERVAL 1 HOUR, not_before = NOW(3) + INTERVAL 12 MINUTE
          WHERE id = ?\
          """,
          "timed out after 30 s: " + text,
          slice);
    }
    for (int i = 0; i < 14; i++) {
      sql(
          """
          INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
            definition_version, raw, received_at, first_seen, last_seen)
          VALUES ('GithubType', ?, 1, 'BAD_VALUE', ?, '/data/stars', 'v', '{}', 300,
            NOW(3) - INTERVAL 3 DAY, NOW(3) - INTERVAL 4 HOUR)\
          """,
          "d" + i,
          "expected a whole number, but got '%s'".formatted(text));
    }
    sql(
        "INSERT INTO millrace_source_type VALUES ('jira.example:443', 'JiraType', NOW(3),"
            + " NOW(3) - INTERVAL 50 MINUTE, ?, NOW(3) + INTERVAL 20 SECOND)",
        "timed out: " + text);
    letter("{\"n\":1}", "the message is not one of Millrace: " + text.replaceAll("\\p{Cc}", ""));
  }

  /** The address of the coverage with the missing span of a type selected. */
  String selection() {
    return "coverage?from=%s&to=%s&sel=RatingType,%s,%s"
        .formatted(
            Instant.ofEpochSecond(now / 3600 * 3600 - 6 * DAY),
            Instant.ofEpochSecond(now / 3600 * 3600 + 3600),
            Instant.ofEpochSecond((now - 3 * DAY) / 3600 * 3600),
            Instant.ofEpochSecond((now - 3 * DAY) / 3600 * 3600 + 6 * 3600));
  }

  /** A backfill of which a part is done. */
  long backfill() {
    type("ArchiveType", now - 60 * DAY);
    long run =
        new Runs(database)
            .plan(
                RunKind.BACKFILL,
                "backfill " + UUID.randomUUID(),
                LongStream.range(0, 60)
                    .mapToObj(
                        i ->
                            new PlannedSlice(
                                "ArchiveType",
                                new Window(
                                    now - (60 - i) * DAY,
                                    now - (59 - i) * DAY - (i == 59 ? 60 : 0))))
                    .toList())
            .run();
    sql(
        "UPDATE millrace_slice SET state = 'done', ended_at = NOW(3) WHERE run = ?"
            + " AND window_from >= ?",
        run,
        now - 22 * DAY);
    covered("ArchiveType", now - 22 * DAY, now - 60);
    return run;
  }

  void type(String name, long since) {
    new StoredTypes(database)
        .save(
            DefinitionParser.parse(
                "type: %s\nsince: %s\nslice_width: 10m\ncolumns: { a: { from: /a } }"
                    .formatted(name, Instant.ofEpochSecond(since)),
                name));
  }

  private void covered(String type, long from, long to) {
    for (long begin = from; begin < to; begin = (begin / DAY + 1) * DAY) {
      sql(
          "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
              + " VALUES (?, ?, ?, 'aaaaaaaaaaaaaaaa')",
          type,
          begin,
          Math.min((begin / DAY + 1) * DAY, to));
    }
  }

  private void uncover(String type, long from, long to) {
    List<long[]> spans =
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT window_from, window_to FROM millrace_coverage WHERE type = ?"
                        + " AND window_from < ? AND window_to > ?",
                    row -> new long[] {row.getLong(1), row.getLong(2)},
                    type,
                    to,
                    from));
    for (long[] span : spans) {
      sql("DELETE FROM millrace_coverage WHERE type = ? AND window_from = ?", type, span[0]);
      if (span[0] < from) {
        covered(type, span[0], from);
      }
      if (span[1] > to) {
        covered(type, to, span[1]);
      }
    }
  }

  /** An event in most hours; none during one night. */
  private void events(String type) {
    for (int hour = 0; hour < 24 * 9; hour++) {
      if (hour < 40 || hour > 52) {
        sql(
            "INSERT INTO EventCount VALUES ('1970-01-01' + INTERVAL ? SECOND, ?, ?, NOW(3))",
            now / 3600 * 3600 - hour * 3600L,
            type,
            40 + hour * 7 % 30);
      }
    }
  }

  private long slice(RunKind kind, String type, long from, long seconds) {
    long run =
        new Runs(database)
            .plan(
                kind,
                UUID.randomUUID().toString(),
                List.of(new PlannedSlice(type, new Window(from, from + seconds))))
            .run();
    return number("SELECT id FROM millrace_slice WHERE run = ?", run);
  }

  private void letter(String body, String reason) {
    client.sendMessage(
        request ->
            request
                .queueUrl(queues.url("import-dead-letters"))
                .messageBody(body)
                .messageAttributes(
                    Map.of(
                        "reason",
                        MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(reason)
                            .build())));
  }

  void sql(String sql, @Nullable Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  long number(String sql, @Nullable Object... parameters) {
    return database.transact(connection -> Sql.number(connection, sql, parameters));
  }

  @Override
  public void close() {
    producer.close();
    client.close();
    queues.close();
  }
}
