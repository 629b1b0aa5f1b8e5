package dev.millrace.cli.json;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The JSON of the commands that ask the ledger is what the page describes. */
class LedgerJsonTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @BeforeEach
  void forget() {
    stage.sql("DELETE FROM millrace_worker");
    stage.sql("DELETE FROM millrace_source_type");
  }

  @Test
  void status() {
    String before = json("status");
    json("produce", "--at=-3h");
    stage.importAll();
    Stream.of("-2h", "-1h", "-50m", "-40m", "-30m", "-20m", "-15m", "-10m", "-5m")
        .forEach(at -> json("backfill", "--from=-9h", "--to=" + at, "--only=all"));
    retrying();
    stage.purge("import");
    json("produce");
    stage.purge("import");
    stage.sql(
        "UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 2 MINUTE WHERE state = 'sent'");
    workerAndFailures();

    assertDescribes("status", before, json("status"));
  }

  @Test
  void status_of_a_run() {
    json("produce", "--at=-3h");
    String run = Long.toString(stage.newestRun());
    String quiet = json("status", run);
    workerAndFailures();
    String failing = json("status", run);
    json("pause", run, "--because=slow");
    String paused = json("status", run);
    json("resume", run);
    stage.importAll();
    String done = json("status", run);
    json("backfill", "--from=-9d", "--to=-8d");

    assertDescribes(
        "status RUN", quiet, failing, paused, done, json("status", "" + stage.newestRun()));
  }

  private static void workerAndFailures() {
    stage.sql(
        "INSERT INTO millrace_worker VALUES ('host/17', NOW(3) - INTERVAL 90 SECOND, NOW(3), 4)");
    stage.sql(
        "INSERT INTO millrace_source_type VALUES ('api:80', 'T', NOW(3) - INTERVAL 1 DAY,"
            + " NOW(3) - INTERVAL 5 SECOND, 'answered 500', NOW(3) + INTERVAL 20 SECOND)");
    stage.sql(
        "INSERT INTO millrace_source_type (source, type, blocked_until)"
            + " VALUES ('api:80', 'U', NOW(3) + INTERVAL 605 SECOND)");
  }

  @Test
  void gaps() {
    json("produce", "--at=-3h");
    retrying();
    json("exclude", "--type=T", "--from=-50h", "--to=-40h", "--because=broken");

    assertDescribes("gaps", json("gaps"), json("gaps", "--from=-48h", "--cells=48"));
  }

  @Test
  void exclude() {
    List<String> range = List.of("exclude", "--type=T", "--from=-50h", "--to=-40h");

    assertDescribes(
        "exclude",
        json(Stream.concat(range.stream(), Stream.of("--because=x")).toArray(String[]::new)),
        json(Stream.concat(range.stream(), Stream.of("--lift")).toArray(String[]::new)));
  }

  @Test
  void operations() {
    json("backfill", "--from=-9d", "--to=-8d");
    json("pause", Long.toString(stage.newestRun()), "--because=slow");

    assertDescribes("operations", json("operations"));
  }

  @Test
  void planning_and_sending() {
    assertDescribes("produce", json("produce"));
    assertDescribes("sweep", json("sweep"));
    assertDescribes("resend", json("resend"));
    String first = json("backfill", "--from=-9d", "--to=-8d");
    stage.importAll();
    stage.sql("UPDATE millrace_attempt SET fetched = 10, inserted = 10");
    assertDescribes("backfill", first, json("backfill", "--from=-9d", "--to=-7d", "--dry-run"));
  }

  @Test
  void a_state_of_a_run() {
    json("backfill", "--from=-9d", "--to=-8d");
    String run = Long.toString(stage.newestRun());

    assertDescribes("pause", json("pause", run));
    assertDescribes("resume", json("resume", run));
    assertDescribes("cancel", json("cancel", run, "--yes"));
  }

  @Test
  void rows() {
    stage.sql("DROP TABLE IF EXISTS T");
    stage.sql(
        "CREATE TABLE T (id VARBINARY(9), a TEXT, timestamp BIGINT, occurred_at DATETIME(3),"
            + " written_by BIGINT)");
    stage.sql("INSERT INTO T VALUES ('a', 'x', 5, '2026-03-18', 99)");
    String rows = json("head", "T");

    assertDescribes("head", rows);
    assertThat(rows).contains("\"occurred_at\":\"2026-03-18T00:00:00Z\"");
    assertDescribes("sql", json("sql", "SELECT 1"));
    assertDescribes("recount", json("recount", "--type=T"));
    Execution differences = stage.run("reconcile", "--type=T", "--json");
    assertThat(differences.status()).isEqualTo(1);
    assertDescribes("reconcile", differences.out());
  }

  private static void retrying() {
    stage.sql(
        """
        UPDATE millrace_slice SET state = 'planned', retries = 3, attempts = 2, error = 'no luck',
          first_failed_at = NOW(3) - INTERVAL 1 HOUR, not_before = NOW(3) + INTERVAL 30 MINUTE
        WHERE type = 'T' ORDER BY window_from DESC LIMIT 1\
        """);
  }

  private static String json(String... arguments) {
    Execution run =
        stage.run(Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }
}
