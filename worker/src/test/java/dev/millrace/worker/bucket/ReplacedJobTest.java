package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.CountedType;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.RefreshTransaction.Step;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The table Event, written by somebody who marks nothing, as the replaced job counted it and we.
 */
final class ReplacedJobTest {

  private static final Instant NOON = Instant.parse("2026-03-18T12:00:00Z");

  /** As the replaced job did it: what is younger than the label of the newest bucket. */
  private static final String REPLACED_JOB =
      """
      INSERT INTO counted_before
      SELECT TIMESTAMPADD(SECOND,
          300 * CEIL(TIMESTAMPDIFF(SECOND, '1970-01-01', occurrence_timestamp) / 300),
          CAST('1970-01-01' AS DATETIME)), COUNT(*)
      FROM Event
      WHERE occurrence_timestamp >
        (SELECT COALESCE(MAX(label), '1970-01-01') FROM (SELECT label FROM counted_before) AS newest)
      GROUP BY 1""";

  @AutoClose
  private final TestDatabase database =
      new TestDatabase("type: Event\ncount_only: true\noccurred_at: occurrence_timestamp\n");

  private final CountedType type = database.counted("Event");
  private final Recount recount = new Recount(database.database(), System::nanoTime);
  private final BucketRefresher refresher =
      new BucketRefresher(database.database(), System::nanoTime);

  @BeforeEach
  void create() {
    database.run("CREATE TABLE counted_before (label DATETIME PRIMARY KEY, actual_count INT)");
  }

  @Test
  void of_360_events_in_an_hour_with_a_run_each_minute_the_job_counted_72_and_we_count_all()
      throws Exception {
    for (int minute = 0; minute < 60; minute++) {
      for (int i = 1; i <= 6; i++) {
        int second = 60 * minute + 10 * i;
        insert("e" + second, NOON.plusSeconds(second));
      }
      database.run(REPLACED_JOB);
      sweepAndRefresh();
    }

    assertThat(database.number("SELECT SUM(actual_count) FROM counted_before")).isEqualTo(72);
    assertThat(database.number("SELECT SUM(actual_count) FROM EventCount")).isEqualTo(360);
    assertThat(
            database.rows(
                "SELECT COUNT(*), MIN(actual_count), MAX(actual_count) FROM EventCountByEnd"))
        .as("the last one lies on the edge of the next bucket")
        .containsExactly("13 1 30");
  }

  @Test
  void rows_that_are_inserted_moved_or_deleted_are_counted_by_the_next_sweep() throws Exception {
    insert("stays", NOON);
    insert("moves", NOON);
    insert("goes", NOON.minusSeconds(300));
    sweepAndRefresh();
    assertCounts("2026-03-18T11:55 1", "2026-03-18T12:00 2");

    database.run(
        "UPDATE Event SET occurrence_timestamp = '2026-03-18 12:10:00' WHERE event_id = 'moves'");
    database.run("DELETE FROM Event WHERE event_id = 'goes'");
    insert("late", NOON.minus(Duration.ofHours(23)));
    sweepAndRefresh();

    assertCounts(
        "2026-03-17T13:00 1", "2026-03-18T11:55 0", "2026-03-18T12:00 1", "2026-03-18T12:10 1");
  }

  @Test
  void an_event_of_2037_is_one_like_another_and_stops_nothing() throws Exception {
    insert("future", Instant.parse("2037-12-31T23:59:59.999Z"));
    sweepAndRefresh();
    insert("now", NOON);
    sweepAndRefresh();

    assertCounts("2026-03-18T12:00 1", "2037-12-31T23:55 1");
  }

  @Test
  void an_event_late_by_a_year_is_counted_by_a_recount_of_any_span() throws Exception {
    insert("now", NOON);
    sweepAndRefresh();
    insert("late", NOON.minus(Duration.ofDays(365)));
    sweepAndRefresh();
    assertCounts("2026-03-18T12:00 1");

    recount.markAll(type, new Window(0, NOON.getEpochSecond()), (_, _) -> {});
    refresher.refresh(type, Duration.ofMinutes(1));

    assertCounts("2025-03-18T12:00 1", "2026-03-18T12:00 1");
  }

  /** A row that is committed while its bucket is counted is found by the sweep after that. */
  @Test
  void a_row_that_a_count_in_progress_cannot_see_is_counted_within_two_sweeps() throws Exception {
    insert("first", NOON);
    recount.markDifferent(type, recent());
    try (Connection counting = database.connect()) {
      for (Step step : new RefreshTransaction(type, List.of(NOON.getEpochSecond())).steps()) {
        step.run(counting);
      }
      insert("second", NOON);
      recount.markDifferent(type, recent());
      counting.commit();
    }
    sweepAndRefresh();

    assertCounts("2026-03-18T12:00 2");
  }

  private void sweepAndRefresh() throws InterruptedException {
    recount.markDifferent(type, recent());
    refresher.refresh(type, Duration.ofMinutes(1));
  }

  private static Window recent() {
    return new Window(NOON.minus(Duration.ofDays(1)).getEpochSecond(), CountedTable.ALL.to());
  }

  private void insert(String id, Instant moment) {
    database.run(
        "INSERT INTO Event VALUES ('%s', TIMESTAMPADD(MICROSECOND, %d, '1970-01-01'))"
            .formatted(id, 1000 * moment.toEpochMilli()));
  }

  private void assertCounts(String... counts) {
    assertThat(database.rows("SELECT dt_bucket, actual_count FROM EventCount ORDER BY 1"))
        .containsExactly(counts);
  }
}
