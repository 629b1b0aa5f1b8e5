package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bucket.CountedTable;
import dev.millrace.worker.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketRefresherTest {

  private static final Duration BUDGET = Duration.ofMinutes(1);

  private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

  private static final String ROW =
      "('%d', 1, 'name', 1, TIMESTAMPADD(SECOND, %d, '2026-01-01'), REPEAT('0', 16), 1, NOW(3))";

  @AutoClose
  private final TestDatabase database =
      new TestDatabase(TestDatabase.THINGS, TestDatabase.THINGS.replace("Thing", "Other"));

  private final Events events = new Events(database);
  private final BucketRefresher refresher =
      new BucketRefresher(database.database(), System::nanoTime);

  @Test
  void events_are_counted_in_their_five_minutes() throws Exception {
    events.insert("a", "2026-03-29T12:00:00Z");
    events.insert("b", "2026-03-29T12:04:59.999Z");
    events.insert("c", "2026-03-29T12:05:00Z");

    int refreshed = refresher.refresh(events.type(), BUDGET).buckets();

    assertThat(refreshed).isEqualTo(2);
    assertThat(events.counts()).containsExactly("2026-03-29T12:00 2", "2026-03-29T12:05 1");
    events.assertRight();
  }

  /** Among them the hour that Norway skips and the one that it has twice. */
  @ParameterizedTest
  @CsvSource({
    "2025-03-29T12:03:00Z, 2025-03-29T12:00",
    "2037-12-31T23:59:59.999Z, 2037-12-31T23:55",
    "2261-12-31T23:59:59.999Z, 2261-12-31T23:55",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:55",
    "1969-12-31T23:55:00Z, 1969-12-31T23:55",
    "2026-03-29T00:59:59Z, 2026-03-29T00:55",
    "2026-03-29T01:00:00Z, 2026-03-29T01:00",
    "2026-10-25T00:30:00Z, 2026-10-25T00:30",
    "2026-10-25T01:30:00Z, 2026-10-25T01:30",
    "2024-02-29T23:59:59Z, 2024-02-29T23:55",
  })
  void an_event_of_any_time_is_counted_in_its_bucket(String moment, String bucket)
      throws Exception {
    events.insert("now", NOON.toString());
    refresher.refresh(events.type(), BUDGET);

    events.insert("then", moment);
    refresher.refresh(events.type(), BUDGET);

    assertThat(events.counts()).containsExactlyInAnyOrder("2026-03-29T12:00 1", bucket + " 1");
    events.assertRight();
  }

  /**
   * Thing is counted by the moment that the source received it, so coverage speaks of its buckets.
   */
  @Test
  void a_counted_bucket_is_in_the_filled_view() throws Exception {
    events.insert("late", "1985-10-26T08:22:00Z");

    refresher.refresh(events.type(), BUDGET);

    assertThat(
            database.rows(
                "SELECT dt_bucket, type, actual_count, covered_seconds FROM EventCountFilled"))
        .containsExactly("1985-10-26T08:20 Thing 1 null");
  }

  @Test
  void moved_and_deleted_events_leave_their_bucket() throws Exception {
    Instant later = NOON.plusSeconds(600);
    events.insert("moved", NOON.toString());
    events.insert("deleted", NOON.toString());
    events.insert("stays", NOON.toString());
    refresher.refresh(events.type(), BUDGET);

    try (Connection writer = database.connect()) {
      Events.moveUnmarked(writer, "moved", later);
      Events.mark(writer, NOON, later);
      Events.delete(writer, "deleted", NOON);
      writer.commit();
    }
    refresher.refresh(events.type(), BUDGET);

    assertThat(events.counts()).containsExactly("2026-03-29T12:00 1", "2026-03-29T12:10 1");
    events.assertRight();
  }

  @Test
  void a_bucket_that_loses_its_last_event_is_zero() throws Exception {
    events.insert("a", NOON.toString());
    refresher.refresh(events.type(), BUDGET);

    try (Connection writer = database.connect()) {
      Events.delete(writer, "a", NOON);
      writer.commit();
    }
    refresher.refresh(events.type(), BUDGET);

    assertThat(events.counts()).containsExactly("2026-03-29T12:00 0");
  }

  @Test
  void many_marks_of_one_bucket_are_one_count() throws Exception {
    for (int i = 0; i < 20; i++) {
      events.insert("a" + i, NOON.toString());
    }

    assertThat(refresher.refresh(events.type(), BUDGET).buckets()).isEqualTo(1);
    events.assertRight();
  }

  @Test
  void more_buckets_than_one_transaction_takes_are_counted() throws Exception {
    int buckets = 400;
    try (Connection writer = database.connect()) {
      for (int i = 0; i < buckets; i++) {
        Events.insert(writer, "a" + i, NOON.plusSeconds(300L * i));
      }
      writer.commit();
    }

    assertThat(refresher.refresh(events.type(), BUDGET).buckets()).isEqualTo(buckets);
    events.assertRight();
  }

  @Test
  void types_are_counted_apart() throws Exception {
    events.insert("a", NOON.toString());
    database.run("INSERT INTO Other SELECT * FROM Thing");
    database.run(
        "INSERT INTO millrace_stale_bucket SELECT NULL, 'Other', bucket, marked_at"
            + " FROM millrace_stale_bucket");

    refresher.refresh(database.type("Other"), BUDGET);

    assertThat(database.rows("SELECT type, actual_count FROM EventCount"))
        .containsExactly("Other 1");
    assertThat(database.rows("SELECT type FROM millrace_stale_bucket")).containsExactly("Thing");
  }

  @Test
  void without_marks_nothing_is_done() throws Exception {
    assertThat(refresher.refresh(events.type(), BUDGET).buckets()).isZero();
    assertThat(events.counts()).isEmpty();
  }

  @Test
  void a_refresher_that_is_interrupted_stops_between_two_transactions() {
    events.insert("a", NOON.toString());

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> refresher.refresh(events.type(), BUDGET).buckets())
        .isInstanceOf(InterruptedException.class);

    events.assertRight();
  }

  @Test
  void a_bucket_is_counted_by_the_index_on_the_moment_alone() {
    String rows =
        IntStream.range(0, 5000)
            .mapToObj(i -> ROW.formatted(i, 60 * i))
            .collect(Collectors.joining(","));
    database.run("INSERT INTO Thing VALUES " + rows);
    database.rows("ANALYZE TABLE Thing");

    String plan =
        database
            .rows(
                "EXPLAIN FORMAT=TRADITIONAL "
                    + new CountedTable(events.type())
                        .counts(1)
                        .replaceFirst("\\?", "1767312000")
                        .replaceFirst("\\?", "'2026-01-02 00:00:00'")
                        .replaceFirst("\\?", "'2026-01-02 00:05:00'"))
            .getFirst();

    assertThat(plan).contains("range", " occurred_at ", "Using index");
  }
}
