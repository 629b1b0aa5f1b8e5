package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.history.History;
import dev.millrace.worker.bucket.BucketRefresher;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for counts, with a real database and real queues. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class ConsoleTest {

  @RegisterExtension private static final CountedStage stage = new CountedStage();

  @Test
  void a_table_without_an_index_is_refused_with_the_statement_that_adds_it() {
    stage.update("ALTER TABLE Click DROP KEY at");

    Execution run = stage.run("types", "apply");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            """
            millrace: the table Click cannot be counted: no index begins with its column at, so \
            every count would read the whole table; run CREATE INDEX `at` ON `Click` (`at`), or \
            remove the definition of Click
            """);
  }

  @Test
  void existing_rows_are_marked_only_when_their_type_is_new() {
    stage.click("2011-05-06 07:08:09", "2026-03-18 12:00:00", "2026-03-18 12:04:00");

    Execution first = stage.run("types", "apply");
    Execution second = stage.run("types", "apply");

    assertThat(first.out())
        .endsWith(
            "-- Click: 2 buckets of existing rows in Click are waiting to be counted\n-- applied\n");
    assertThat(second.out()).doesNotContain("Click holds");
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isEqualTo(2);
  }

  @Test
  void a_recount_marks_the_span_and_sends_a_hint() {
    stage.run("types", "apply");
    stage.click("2011-05-06 07:08:09", "2026-03-18 12:00:00", "2026-03-18 12:10:00");

    Execution all = stage.run("recount", "--type", "Click");
    Execution some =
        stage.run(
            "recount", "--type=Click", "--from=2026-03-18T12:00:00Z", "--to=1773835500", "--json");

    assertThat(all.err()).isEmpty();
    assertThat(all.out()).isEqualTo("Click: 3 buckets marked; the workers will count them\n");
    assertThat(some.out()).isEqualTo("{\"type\":\"Click\",\"buckets\":1}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "recount --type Clack",
        "recount --types Clack",
        "gaps --types Clack",
        "reconcile --types Clack",
        "backfill --from=-2d --types Clack",
        "backfill --from=-2d --type Clack"
      })
  void an_unknown_type_is_refused_alike_with_a_suggestion(String command) {
    stage.run("types", "apply");

    Execution run = stage.run(command.split(" "));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("millrace: there is no document type 'Clack'; did you mean 'Click'?\n");
  }

  @Test
  void the_sweep_reports_the_number_of_types_to_aggregate() {
    stage.run("types", "apply");
    stage.update("INSERT INTO Click VALUES (NOW())");

    assertThat(stage.run("sweep").out())
        .isEqualTo(
            "0 scheduled slices sent, 0 re-sent, 0 of backfills; 1 type to aggregate, 0 runs"
                + " ended, 0 slices dead\n");
  }

  @Test
  void differing_counts_are_reported_by_day_with_the_command_that_fixes_them() throws Exception {
    stage.run("types", "apply");
    stage.click("2026-03-18 12:00:00", "2026-03-18 12:10:00", "2026-03-18 12:10:00");
    stage.click("2026-03-19 00:00:00");
    stage.update("INSERT INTO EventCount VALUES ('2026-03-18 12:00:00', 'Click', 1, NOW(3))");
    stage.update("INSERT INTO EventCount VALUES ('2026-03-18 12:05:00', 'Click', 1, NOW(3))");

    Execution before = stage.run("reconcile");
    stage.run("recount", "--type", "Click");
    Execution marked = stage.run("reconcile", "--type", "Click", "--from", "2026-03-19T00:00:00Z");
    new BucketRefresher(stage.database(), System::nanoTime)
        .refresh(
            new StoredTypes(stage.database()).find("Click").orElseThrow(), Duration.ofMinutes(1));
    Execution after = stage.run("reconcile");

    assertThat(before.status()).isEqualTo(1);
    assertThat(before.lines())
        .containsExactly(
            "Click: 1 bucket in [2026-03-19T00:00:00Z, 2026-03-19T00:05:00Z) counted 0, but the"
                + " table has 1; ./millrace recount --type Click --from 2026-03-19T00:00:00Z --to"
                + " 2026-03-19T00:05:00Z",
            "Click: 2 buckets in [2026-03-18T12:05:00Z, 2026-03-18T12:15:00Z) counted 1, but the"
                + " table has 2; ./millrace recount --type Click --from 2026-03-18T12:05:00Z --to"
                + " 2026-03-18T12:15:00Z");
    assertThat(marked.lines())
        .singleElement()
        .asString()
        .endsWith("; already marked; check again when a worker has counted");
    assertThat(after.out()).isEqualTo("counts, tables and ledger agree\n");
    assertThat(after.status()).isZero();
    assertThat(stage.run("reconcile", "--json").out()).isEqualTo("{\"differences\":[]}\n");
  }

  @Test
  void contradictions_within_the_ledger_and_with_the_tables_are_reported() {
    stage.run("types", "apply");
    long written = stage.slice(0, 600);
    stage.slice(600, 1200);
    stage.update("UPDATE millrace_attempt SET inserted = 1, fetched = 2 WHERE number = " + written);
    stage.update("DELETE FROM millrace_coverage");
    stage.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('Thing', 0, 900, 'x'), ('Thing', 6000, 6600, 'x'),"
            + " ('Thing', 345600000, 345600600, 'x')");
    stage.thing("a", written);
    stage.thing("b", written);
    stage.thing("c", 4711);
    stage.run("recount", "--type", "Thing");

    Execution run = stage.run("reconcile", "--type", "Thing", "--from", "0", "--json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "[1970-01-01T00:15:00Z, 1970-01-01T00:20:00Z) is imported by a done slice, but not"
                + " covered",
            "[1970-01-01T01:40:00Z, 1970-01-01T01:50:00Z) is covered, but not imported by a done"
                + " slice",
            "[1980-12-14T00:00:00Z, 1980-12-14T00:10:00Z) is covered, but not imported by a done"
                + " slice",
            "./millrace backfill --types Thing --from 1970-01-01T00:15:00Z --to"
                + " 1970-01-01T00:20:00Z --only all",
            "2 rows are marked as written by attempt %d, which wrote 1".formatted(written),
            "1 row is marked as written by attempt 4711, which is not in the ledger",
            "SELECT * FROM Thing WHERE written_by = 4711",
            "attempt %d fetched 2 documents, but accounts for 1".formatted(written),
            "\"kind\":\"buckets\"");
  }

  @Test
  void a_correct_ledger_agrees() {
    stage.run("types", "apply");
    long attempt = stage.slice(0, 600);
    stage.slice(1200, 1800);
    stage.update("UPDATE millrace_attempt SET inserted = 1, fetched = 1 WHERE number = " + attempt);
    stage.thing("a", attempt);
    stage.update("INSERT INTO EventCount VALUES ('1970-01-01', 'Thing', 1, NOW(3))");

    assertThat(stage.run("reconcile").out()).isEqualTo("counts, tables and ledger agree\n");
  }

  @Test
  void a_folded_ledger_agrees_and_is_still_compared_with_the_coverage() {
    stage.run("types", "apply");
    long attempt = stage.slice(0, 600);
    stage.slice(1200, 1800);
    stage.update("UPDATE millrace_attempt SET inserted = 1, fetched = 1 WHERE number = " + attempt);
    stage.thing("a", attempt);
    stage.update("INSERT INTO EventCount VALUES ('1970-01-01', 'Thing', 1, NOW(3))");
    stage.update("UPDATE millrace_run SET ended_at = NOW(3) - INTERVAL 91 DAY");
    new History(stage.database(), System::nanoTime).fold(Duration.ofDays(90));

    Execution agreeing = stage.run("reconcile");
    stage.update("UPDATE millrace_coverage SET window_to = 300 WHERE window_from = 0");
    stage.update("UPDATE millrace_total SET fetched = 2");
    stage.thing("b", attempt + 1_000_000);
    Execution differing = stage.run("reconcile", "--type", "Thing", "--from", "0");

    assertThat(agreeing.out()).isEqualTo("counts, tables and ledger agree\n");
    assertThat(differing.out())
        .contains(
            "[1970-01-01T00:05:00Z, 1970-01-01T00:10:00Z) is imported by a done slice, but not"
                + " covered",
            "fetched 2 documents, but accounts for 1",
            "attempt %d, which is not in the ledger".formatted(attempt + 1_000_000));
  }
}
