package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The output of {@code status} and {@code gaps} for a real ledger and real queues. */
final class ProgressCommandsTest {

  private static final String DAY = "2019-03-31T00:00:00Z";
  private static final String NEXT_DAY = "2019-04-01T00:00:00Z";

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @Test
  void a_run_shows_its_progress() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--rate=0.25");
    String run = Long.toString(stage.newestRun());

    Execution before = stage.run("status", run);
    stage.importAll();
    Execution after = stage.run("status", run, "--watch", "--json");

    assertThat(before.lines())
        .contains(
            "types     T",
            "span      2019-03-31T00:00:00Z to 2019-04-01T00:00:00Z",
            "slices    9 planned, 15 sent",
            "imported  0.0 % of the span");
    assertThat(before.lines().getFirst())
        .startsWith("run %s".formatted(run))
        .contains("backfill, active");
    assertThat(after.json().path("share").asDouble()).isEqualTo(1);
    assertThat(after.json().path("slices").path("done").asInt()).isEqualTo(24);
  }

  @Test
  void a_cancelled_run_shows_what_later_runs_imported() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--rate=0.25");
    String run = Long.toString(stage.newestRun());
    stage.run("cancel", run, "--yes");
    stage.run("backfill", "--types=T", "--from", DAY, "--to", "2019-03-31T12:00:00Z");
    stage.importAll();

    assertThat(stage.run("status", run).lines())
        .contains("imported  0.0 % of the span, 50.0 % with the imports of other runs");
    assertThat(stage.run("status", run, "--json").json().path("covered_share").asDouble())
        .isEqualTo(0.5);
  }

  @Test
  void a_run_without_open_slices_is_not_listed_as_open() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    long run = stage.newestRun();
    String before = stage.run("status").out();
    stage.importAll();

    assertThat(before).contains("runs     run %d, ".formatted(run));
    assertThat(stage.run("status").lines()).contains("runs     all have ended");
  }

  @Test
  void the_document_counts_of_a_run_add_up() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", "2019-03-31T01:00:00Z");
    stage.importAll();
    stage.sql(
        "UPDATE millrace_attempt SET fetched = 964, inserted = 517, updated = 1, unchanged = 350,"
            + " filtered = 42, rejected = 54");
    String run = Long.toString(stage.newestRun());

    Execution text = stage.run("status", run);
    JsonNode documents = stage.run("status", run, "--json").json().path("documents");

    assertThat(text.lines().getLast())
        .isEqualTo(
            "documents 964 fetched: 517 inserted, 1 updated, 350 unchanged, 42 filtered, 54 rejected");
    assertThat(documents.path("unchanged").asLong()).isEqualTo(350);
  }

  @Test
  void one_screen_shows_the_overall_status() {
    stage.run("produce", "--at", "-5h");
    stage.importAll();
    stage.run("sweep");
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--rate=0.25");
    stage.sql(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('T', 0, NOW(3))");

    Execution run = stage.run("status");

    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).hasSizeLessThan(24).allMatch(line -> line.length() <= 80);
    assertThat(run.lines().get(1)).startsWith("T ").contains(" 5 h 1 min ", " %  run ");
    assertThat(run.out())
        .contains(
            " missing across all types; ticks will fill it (see ./millrace gaps)",
            "queues   import ",
            "buckets  1 stale, the oldest for ",
            "runs     run %d, backfill, active: 0.0 %%, 24 of 24 slices open"
                .formatted(stage.newestRun()));
    JsonNode json = stage.run("status", "--json").json();
    assertThat(json.path("types").get(0).path("lag_seconds").asLong()).isBetween(18_000L, 18_200L);
    assertThat(json.path("types").get(0).path("last_ago_seconds").asLong(-1)).isBetween(0L, 200L);
    assertThat(json.path("queues").path("backfill").path("messages").asInt()).isPositive();
  }

  @Test
  void dead_and_cancelled_time_is_on_the_screen() {
    stage.run("produce", "--at=-1h");
    stage.run("cancel", Long.toString(stage.newestRun()), "--yes");

    assertThat(stage.run("status").lines())
        .contains("2 h 20 min dead or cancelled; needs manual action (see ./millrace gaps)");
  }

  /** By the hour, the newest second that is imported is younger than a regular window then. */
  @Test
  void cancelled_time_of_the_last_hour_is_on_the_screen_at_once() {
    stage.run("produce", "--at=-1h");
    stage.importAll();
    stage.run("produce");
    long schedule = stage.number("SELECT MAX(id) FROM millrace_run WHERE kind = 'schedule'");
    stage.run("cancel", Long.toString(schedule), "--yes");

    Execution status = stage.run("status");
    JsonNode gaps = stage.run("gaps", "--type=T", "--json").json().path("types").get(0);

    assertThat(status.out()).containsPattern("(?m)^(2 h|1 h 59 min).* dead or cancelled; ");
    assertThat(gaps.path("gaps").get(0).path("fate").asText()).isEqualTo("cancelled");
  }

  @Test
  void retrying_slices_are_shown_with_cause_and_next_try() {
    stage.run("produce", "--at=-1h");
    stage.sql(
        """
        UPDATE millrace_slice SET state = 'planned', retries = 3, attempts = 2, error = 'no luck',
          first_failed_at = NOW(3) - INTERVAL 1 HOUR, not_before = NOW(3) + INTERVAL 30 MINUTE
        WHERE type = 'T' ORDER BY window_from LIMIT 1""");

    Execution status = stage.run("status");
    JsonNode type = stage.run("status", "--json").json().path("types").get(0);
    JsonNode slice =
        stage.run("gaps", "--json").json().path("types").get(0).path("retrying").get(0);

    assertThat(status.out())
        .contains("T: 1 slice retrying, next try in ", "of that slice:\n  no luck\n");
    assertThat(stage.run("gaps").out()).contains("T: 1 slice retrying, next try in ");
    assertThat(type.path("retrying_slices").asInt()).isEqualTo(1);
    assertThat(type.path("next_retry").path("next_try_seconds").asInt()).isBetween(1700, 1800);
    assertThat(type.path("next_retry").path("cause").asText()).isEqualTo("no luck");
    assertThat(slice.path("failures").asInt()).isEqualTo(2);
    assertThat(slice.path("next_try_seconds").asInt()).isBetween(1700, 1800);
    assertThat(slice.path("failing_seconds").asInt()).isBetween(3600, 3700);
    assertThat(slice.path("cause").asText()).isEqualTo("no luck");
  }

  @Test
  void gaps_are_a_strip_over_time_with_the_oldest_of_them() {
    stage.run("produce", "--at", "-50h");
    stage.importAll();
    stage.sql("DELETE FROM millrace_slice WHERE type = 'U'");
    stage.sql("DELETE FROM millrace_coverage WHERE type = 'U'");

    Execution run = stage.run("gaps");
    JsonNode json = stage.run("gaps", "--type", "U", "--json").json();

    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    assertThat(run.lines().get(1)).matches("T {5}█▒·{47}[·+] .*%");
    assertThat(run.lines().get(2)).matches("U {5}·{49}[·+]   0\\.00 %");
    assertThat(run.out())
        .as("due time is not a gap")
        .containsPattern("T: 1 gap, 2 d( 50 min)? in all; the oldest is missing,\n  from ");
    assertThat(json.path("types").get(0).path("gaps").get(0).path("fate").asText())
        .isEqualTo("missing");
  }

  @Test
  void absence_of_gaps_is_reported() {
    stage.run("produce", "--at", "-2h");
    stage.importAll();
    stage.run("produce");
    stage.importAll();

    Execution run = stage.run("gaps");

    assertThat(run.lines().getLast()).isEqualTo("no gaps");
  }

  @Test
  void a_window_shows_its_imported_percentage() {
    stage.run("produce", "--at", DAY);
    stage.importAll();

    Execution whole = stage.run("gaps", "--to=2019-03-31T00:59:00Z", "--type=T");
    Execution part = stage.run("gaps", "--to=2019-03-30T23:59:00Z", "--type=T");

    assertThat(whole.lines().get(1)).endsWith(" 53.84 %");
    assertThat(whole.out()).contains("T: 1 h 10 min imported, 1 h missing\n");
    assertThat(part.lines().get(1)).endsWith("100.00 %");
    assertThat(part.lines().getLast()).isEqualTo("no gaps");
  }

  @Test
  void adjacent_gaps_of_different_fates_are_separate() {
    stage.run("produce", "--at", DAY);
    stage.sql(
        "UPDATE millrace_slice SET state = 'dead' WHERE type = 'T' ORDER BY window_from LIMIT 1");

    Execution run = stage.run("gaps", "--type=T", "--to=2019-03-30T23:59:00Z");
    JsonNode type =
        stage.run("gaps", "--type=T", "--to", DAY, "--json").json().path("types").get(0);

    assertThat(run.out())
        .contains(
            "T: 2 gaps, 1 h 10 min in all; the oldest is dead,",
            "  from 2019-03-30T22:49:00Z to 2019-03-30T23:00:00Z (11 min)");
    assertThat(type.path("gap_count").asInt()).isGreaterThan(1);
    assertThat(type.path("gaps").get(1).path("from").asText()).isEqualTo("2019-03-30T23:00:00Z");
    assertThat(type.path("gaps").get(1).path("fate").asText()).isEqualTo("under way");
  }

  @Test
  void runs_beyond_the_first_eight_are_listed_by_number() {
    for (int hour = 1; hour <= 10; hour++) {
      stage.run("backfill", "--types=T", "--from=-" + hour + "h", "--only=all");
    }
    long first = stage.number("SELECT MIN(id) FROM millrace_run");

    Execution run = stage.run("status");
    JsonNode json = stage.run("status", "--json").json();

    assertThat(run.lines().getLast())
        .isEqualTo("         and 2 more: %d, %d".formatted(first + 1, first));
    assertThat(json.path("runs")).hasSize(8);
    assertThat(json.path("other_runs").get(1).asLong()).isEqualTo(first);
  }

  @Test
  void before_the_first_tick_nothing_is_expected() {
    Execution run = stage.run("gaps");

    assertThat(run.lines().getLast())
        .isEqualTo("nothing is expected in this span: no tick has planned it");
  }

  @Test
  void gaps_refuses_a_count_only_type() {
    stage.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at) VALUES ('Click', 'v', ?,"
            + " NOW(3))",
        "{ type: Click, count_only: true, occurred_at: at }");

    Execution run = stage.run("gaps", "--type=Click");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("millrace: 'Click' is a count-only type and cannot be imported; ");
  }

  @Test
  void a_run_without_slices_is_reported() {
    stage.sql(
        "INSERT INTO millrace_run (kind, trigger_key, planned_at) VALUES ('backfill', 'x', NOW(3))");

    assertThat(stage.run("status", Long.toString(stage.newestRun())).lines().getLast())
        .isEqualTo("slices    none, since there was nothing to import");
  }
}
