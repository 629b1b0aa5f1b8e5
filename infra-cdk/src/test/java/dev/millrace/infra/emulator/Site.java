package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Imports by the packages.
 *
 * @param folder of the workers' logs
 * @param settings queues and source
 */
record Site(
    Packages packages,
    Secrets secrets,
    Schedules schedules,
    Path folder,
    Map<String, String> settings) {

  /** A function gives a message that it could not handle back for up to 90 seconds. */
  private static final int DEADLINE_SECONDS = 300;

  private static final int LOOKS_PER_SWEEP = 15;

  private static final String REST =
      """
      SELECT (SELECT COUNT(*) FROM millrace_slice
              WHERE state NOT IN ('done', 'split', 'cancelled'))
           + (SELECT COUNT(*) FROM millrace_stale_bucket)
           + (SELECT COUNT(*) = 0 FROM millrace_slice)\
      """;

  private static final String ROWS =
      """
      SELECT CONCAT_WS(' ', HEX(id), timestamp, occurred_at, HEX(content_hash), commit_id) FROM %s
      ORDER BY id\
      """
          .formatted(EndToEnd.TYPE);

  private static final String COUNTS =
      "SELECT CONCAT_WS(' ', dt_bucket, type, actual_count) FROM EventCount ORDER BY dt_bucket,"
          + " type";

  /**
   * Creates tables and users in an empty schema, plans the event's backfill and lets workers import
   * it.
   *
   * @param name of the schema's users and secrets
   * @param start starts workers with these settings
   * @return the rows and counts
   */
  List<String> imported(
      DatabaseSettings admin,
      String name,
      String event,
      Documents documents,
      Function<Map<String, String>, Workers> start)
      throws InterruptedException {
    Map<String, String> login = new HashMap<>(settings);
    login.put("MILLRACE_DB_URL", admin.url());
    login.put("MILLRACE_DB_SECRET", secrets.login(name + "/worker", "w" + name, "pass-" + name));
    applySchema(admin, name, login.getOrDefault("MILLRACE_DB_SECRET", ""));
    try (Database database = Database.open(admin)) {
      String planned =
          packages.call(
              "producer", "dev.millrace.producer.function.BackfillFunction", event, login);
      assertThat(planned).contains("\"fresh\":true");
      try (Workers workers = start.apply(Map.copyOf(login))) {
        tick(login);
        awaitRest(database, workers, login);
      }
      check(database, documents, login);
      List<String> contents = new ArrayList<>(texts(database, ROWS));
      contents.addAll(texts(database, COUNTS));
      return contents;
    }
  }

  private void applySchema(DatabaseSettings admin, String name, String workerSecret) {
    Map<String, String> migrator = new HashMap<>();
    migrator.put("MILLRACE_DB_URL", admin.url());
    migrator.put(
        "MILLRACE_DB_SECRET", secrets.login(name + "/migrator", admin.user(), admin.password()));
    packages.schema(
        migrator,
        "--worker-secret",
        workerSecret,
        "--reader-secret",
        secrets.login(name + "/reader", "r" + name, "read-only"));
  }

  /** The call of the hourly schedule; Scheduler may make it twice. */
  private void tick(Map<String, String> login) {
    Instant due = Instant.now().truncatedTo(ChronoUnit.HOURS);
    assertThat(schedules.call("Tick", due, packages, login)).contains("\"fresh\":true");
    assertThat(schedules.call("Tick", due, packages, login)).contains("\"fresh\":false");
  }

  /** Sweeps every now and then, as the schedule does: a backfill is sent in portions. */
  private void awaitRest(Database database, Workers workers, Map<String, String> login)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    for (int look = 1; number(database, REST) > 0; look++) {
      assertThat(workers.alive()).as("all workers run, see %s", folder).isTrue();
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      if (look % LOOKS_PER_SWEEP == 0) {
        String _ = schedules.call("Sweep", Instant.now(), packages, login);
      }
      Thread.sleep(200);
    }
  }

  private void check(Database database, Documents documents, Map<String, String> login) {
    long rows = number(database, "SELECT COUNT(*) FROM " + EndToEnd.TYPE);
    assertThat(rows).isPositive();
    assertThat(number(database, "SELECT SUM(actual_count) FROM EventCount")).isEqualTo(rows);
    assertThat(number(database, "SELECT SUM(fetched) FROM millrace_attempt"))
        .isEqualTo(documents.count(EndToEnd.TYPE));
    assertThat(number(database, "SELECT SUM(rejected) FROM millrace_attempt")).isZero();
    assertThat(schedules.call("Sweep", Instant.now(), packages, login))
        .contains(
            "\"bucketLagSeconds\":0,\"fetched\":%d,\"rejected\":0,\"retrying\":0,"
                .formatted(documents.count(EndToEnd.TYPE)));
    assertThat(command("Read", login)).contains("\"exit\":0", EndToEnd.TYPE);
    assertThat(command("Change", login)).contains("\"exit\":0", EndToEnd.TYPE);
  }

  /** What a function of {@code --via} or {@code --via-write} answers to {@code counts}. */
  private String command(String function, Map<String, String> login) {
    return packages.call(
        "cli",
        "dev.millrace.cli.%sFunction".formatted(function),
        "{\"arguments\":[\"counts\",\"--from\",\"2026-03-18\",\"--to\",\"2026-03-20\",\"--json\"]}",
        login);
  }

  /** A worker whose queue is gone says so in one line, with its own libraries alone. */
  void checkLostQueue(DatabaseSettings admin) throws IOException, InterruptedException {
    Map<String, String> lost = new HashMap<>(settings);
    lost.put("MILLRACE_DB_URL", admin.url());
    lost.put("MILLRACE_DB_USER", admin.user());
    lost.put("MILLRACE_DB_PASSWORD", admin.password());
    lost.computeIfPresent("MILLRACE_IMPORT_QUEUE", (_, url) -> url + "-lost");
    Process process = packages.worker("lost.log", lost);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isOne();
    assertThat(Files.readString(folder.resolve("lost.log")))
        .containsOnlyOnce("MILLRACE_IMPORT_QUEUE: there is no queue")
        .doesNotContain("\tat ");
  }

  private static long number(Database database, String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }

  private static List<String> texts(Database database, String sql) {
    return database.transact(connection -> Sql.list(connection, sql, row -> row.getString(1)));
  }
}
