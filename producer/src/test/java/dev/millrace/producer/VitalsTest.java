package dev.millrace.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.operation.Operator;
import dev.millrace.time.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VitalsTest {

  private static final long DAY = 86_400;

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final long now = pipeline.database().now().getEpochSecond();

  @Test
  void without_imports_all_figures_are_zero() {
    assertThat(vitals()).isEqualTo(new Vitals(0, 0, 0, 0, 0, Map.of(), 0));
  }

  @Test
  void a_gap_begins_at_the_end_of_the_coverage() {
    covered(now - 7200, now - 3600);

    assertAbout(vitals().gapSeconds(), 3600);
  }

  @Test
  void a_gap_between_imports_counts_from_its_start() {
    covered(now - 20_000, now - 15_000);
    covered(now - 14_000, now - 60);

    assertAbout(vitals().gapSeconds(), 15_000);
  }

  @Test
  void touching_spans_have_no_gap_between_them() {
    covered(now - 20_000, now - 15_000);
    covered(now - 15_000, now - 60);

    assertAbout(vitals().gapSeconds(), 60);
  }

  @Test
  void a_type_that_stopped_days_ago_has_a_gap_since_then() {
    covered(now - 9 * DAY, now - 8 * DAY);

    assertAbout(vitals().gapSeconds(), 8 * DAY);
  }

  @Test
  void a_type_that_was_never_imported_has_a_gap_since_the_first_tick() {
    pipeline.update("UPDATE millrace_type SET scheduled_from = ? WHERE type = 'T'", now - 5000);

    assertAbout(vitals().gapSeconds(), 5000);
  }

  @Test
  void a_gap_that_ended_more_than_a_day_ago_does_not_count() {
    covered(now - 40 * 3600, now - 36 * 3600);
    covered(now - 30 * 3600, now - 100);

    assertAbout(vitals().gapSeconds(), 100);
  }

  /** A day's file ends after 24 hours, and is late only from then on. */
  @Test
  void a_file_is_late_from_its_end_on_and_not_while_it_is_awaited() {
    new StoredTypes(pipeline.database())
        .save(
            LocalPipeline.type(
                "T",
                "source:",
                "  files: 'https://example.org/{yyyy}-{MM}-{dd}.gz'",
                "  id: /id",
                "  timestamp: /at"));
    long today = Math.floorDiv(now, DAY) * DAY;
    covered(today - 2 * DAY, today - DAY);

    long late = vitals().gapSeconds();
    pipeline
        .runs()
        .plan(
            RunKind.SCHEDULE,
            "a file",
            List.of(new PlannedSlice("T", new Window(today - DAY, today))));
    pipeline.update("UPDATE millrace_slice SET error = 'not there yet: GET …'");
    long awaited = vitals().gapSeconds();

    assertThat(late).isBetween(now - today, now - today + 60);
    assertThat(awaited).isZero();
  }

  @Test
  void excluded_gaps_raise_no_alarm() {
    exclude(now - 90 * DAY, now - 80 * DAY);
    exclude(now - 7200, now - 3600);
    covered(now - 10 * 3600, now - 7200);
    covered(now - 3600, now - 100);

    assertAbout(vitals().gapSeconds(), 100);
  }

  @Test
  void the_oldest_stale_bucket_is_the_lag() {
    pipeline.mark("T", 0, 900);
    pipeline.mark("T", 0, 10);

    assertAbout(vitals().bucketLagSeconds(), 900);
  }

  @Test
  void only_attempts_of_the_last_hour_are_summed() {
    attempt(30, 100, 3);
    attempt(50, 10, 1);
    attempt(90, 1000, 1000);

    Vitals vitals = vitals();

    assertThat(vitals.fetched()).isEqualTo(110);
    assertThat(vitals.rejected()).isEqualTo(4);
  }

  @Test
  void retrying_slices_count_by_type() {
    Slice slice = pipeline.plan(RunKind.SCHEDULE, 3).getFirst();
    pipeline.update(
        "UPDATE millrace_slice SET retries = 2 WHERE id IN (?, ?)", slice.id(), slice.id() + 1);

    assertThat(vitals().retrying()).containsExactly(Map.entry("T", 2L));
  }

  @Test
  void types_that_are_further_behind_than_they_promise_count() {
    StoredTypes types = new StoredTypes(pipeline.database());
    types.save(LocalPipeline.type("T", "since: %d".formatted(now - DAY), "fresh: 2h"));
    types.save(LocalPipeline.type("U", "since: %d".formatted(now - DAY)));
    covered(now - DAY, now - 3 * 3600);

    long behind = vitals().brokenPromises();
    covered(now - 3 * 3600, now - 3600);

    assertThat(behind).isEqualTo(1);
    assertThat(vitals().brokenPromises()).isZero();
  }

  @Test
  void the_slice_that_has_been_due_for_longest_counts_and_a_future_retry_does_not() {
    Slice slice = pipeline.plan(RunKind.SCHEDULE, 3).getFirst();
    pipeline.update("UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 HOUR");

    assertThat(vitals().waitingSeconds()).isZero();

    pipeline.update(
        "UPDATE millrace_slice SET state = 'sent', not_before = NOW(3) - INTERVAL 7 HOUR"
            + " WHERE id = ?",
        slice.id());

    assertAbout(vitals().waitingSeconds(), 7 * 3600L);
  }

  @Test
  void the_line_for_the_log_is_json() {
    assertThat(new Vitals(3700, 20, 12, 100_000, 7, Map.of("U", 1L, "T", 2L), 4).json())
        .isEqualTo(
            "{\"gapSeconds\":3700,\"waitingSeconds\":20,\"bucketLagSeconds\":12,\"fetched\":100000,\"rejected\":7,"
                + "\"retrying\":3,\"retryingByType\":{\"T\":2,\"U\":1},\"brokenPromises\":4}");
  }

  /** The database's clock goes on while the test runs. */
  private static void assertAbout(long seconds, long expected) {
    assertThat(seconds).isBetween(expected, expected + 60);
  }

  private Vitals vitals() {
    return Vitals.of(pipeline.database());
  }

  private void covered(long from, long to) {
    pipeline.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('T', ?, ?, 'v')",
        from,
        to);
  }

  private void exclude(long from, long to) {
    new Exclusions(pipeline.database())
        .exclude("T", new Window(from, to), new Operator("a person", "broken"));
  }

  private void attempt(int minutesAgo, int fetched, int rejected) {
    pipeline.update(
        "INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,"
            + " lease_until, started_at, fetched, rejected)"
            + " VALUES (1, 'T', 0, 60, 'w', 'done', NOW(3), NOW(3) - INTERVAL ? MINUTE, ?, ?)",
        minutesAgo,
        fetched,
        rejected);
  }
}
