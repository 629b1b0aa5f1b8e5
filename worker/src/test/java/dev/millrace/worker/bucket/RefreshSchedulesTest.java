package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.RefreshTransaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two or three connections in a fixed order of steps. For each part of the protocol of {@link
 * BucketRefresher} there is a schedule under which a refresher without it leaves a wrong count and
 * no mark, so for ever; under the same schedule ours is right in the end.
 */
final class RefreshSchedulesTest {

  private static final Duration BUDGET = Duration.ofMinutes(1);
  private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");
  private static final List<Long> BUCKET = List.of(NOON.getEpochSecond());

  private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final Events events = new Events(database);
  private final BucketRefresher ours = new BucketRefresher(database.database(), System::nanoTime);
  private final List<Step> refresh = steps(BUCKET);
  private final Step lock = refresh.get(0);
  private final Step takeMarks = refresh.get(1);
  private Connection writer;
  private Connection refresher;
  private Connection second;

  @BeforeEach
  void connect() throws SQLException {
    writer = database.connect();
    refresher = database.connect();
    second = database.connect();
    events.insert("first", NOON.toString());
  }

  @AfterEach
  void stop() throws SQLException {
    writer.close();
    refresher.close();
    second.close();
    database.close();
  }

  @Test
  void two_refreshers_without_a_lock_overwrite_the_newer_count_with_the_older() throws Exception {
    takeMarks.run(refresher);
    long old = WrongSteps.count(refresher);
    commitSecondEvent();
    takeMarks.run(second);
    WrongSteps.write(second, WrongSteps.count(second));
    second.commit();
    WrongSteps.write(refresher, old);
    refresher.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  @Test
  void two_refreshers_run_one_after_the_other() throws Exception {
    for (Step step : refresh) {
      step.run(refresher);
    }
    commitSecondEvent();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Integer> other = CompletableFuture.supplyAsync(this::refresh, threads);
      database.awaitLockWait();
      refresher.commit();

      assertThat(other.get()).isEqualTo(1);
    }

    assertRightWith("2026-03-29T12:00 2");
  }

  @Test
  void what_another_one_has_counted_meanwhile_is_not_counted_again() throws Exception {
    refresh();
    RefreshTransaction late = new RefreshTransaction(events.type(), BUCKET);
    for (Step step : late.steps()) {
      step.run(refresher);
    }
    refresher.commit();

    assertThat(late.refreshed()).isZero();
    assertRightWith("2026-03-29T12:00 1");
  }

  @Test
  void refresher_counts_only_after_locking_all_its_buckets() throws Exception {
    events.insert("neighbour", NOON.minusSeconds(300).toString());
    List<Long> both = List.of(BUCKET.getFirst() - 300, BUCKET.getFirst());
    steps(both.subList(0, 1)).getFirst().run(second);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> waiting =
          threads.submit(
              () -> {
                for (Step step : steps(both)) {
                  step.run(refresher);
                }
                refresher.commit();
                return null;
              });
      database.awaitLockWait();
      commitSecondEvent();
      try (Connection third = database.connect()) {
        for (Step step : refresh) {
          step.run(third);
        }
        third.commit();
      }
      second.rollback();
      waiting.get();
    }

    assertRightWith("2026-03-29T11:55 1", "2026-03-29T12:00 2");
  }

  @Test
  void counting_before_deleting_stale_buckets_misses_events_in_between() throws Exception {
    lock.run(refresher);
    long early = WrongSteps.count(refresher);
    commitSecondEvent();
    WrongSteps.deleteMarks(refresher);
    WrongSteps.write(refresher, early);
    refresher.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void event_committed_between_any_two_steps_is_counted(int steps) throws Exception {
    Events.insert(writer, "second", NOON);
    for (Step step : refresh.subList(0, steps)) {
      step.run(refresher);
    }
    writer.commit();
    for (Step step : refresh.subList(steps, refresh.size())) {
      step.run(refresher);
    }
    refresher.commit();
    refresh();

    assertRightWith("2026-03-29T12:00 2");
  }

  @Test
  void snapshot_older_than_the_stale_buckets_misses_their_events() throws Exception {
    refresher.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    WrongSteps.count(refresher); // any consistent read, such as looking for what is stale
    commitSecondEvent();
    lock.run(refresher);
    WrongSteps.deleteMarks(refresher);
    WrongSteps.write(refresher, WrongSteps.count(refresher));
    refresher.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  @Test
  void session_sees_events_committed_before_it_counts() {
    database
        .database()
        .transact(
            connection -> {
              WrongSteps.count(connection);
              commitSecondEvent();
              for (Step step : refresh) {
                step.run(connection);
              }
              return connection;
            });

    assertRightWith("2026-03-29T12:00 2");
  }

  @Test
  void marks_committed_before_their_events_are_spent_too_soon() throws Exception {
    Events.mark(writer, NOON);
    writer.commit();
    refresh();
    Events.insertUnmarked(writer, "second", NOON);
    writer.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  @Test
  void marks_committed_after_their_events_may_never_come() throws Exception {
    refresh();
    Events.insertUnmarked(writer, "second", NOON);
    writer.commit();
    writer.close(); // the worker is killed before it marks

    assertStranded("2026-03-29T12:00 1");
  }

  @Test
  void marks_in_the_transaction_of_their_events_wait_for_its_commit() throws Exception {
    Events.insert(writer, "second", NOON);
    refresh();
    assertThat(events.counts()).containsExactly("2026-03-29T12:00 1");
    writer.commit();
    refresh();

    assertRightWith("2026-03-29T12:00 2");
  }

  @Test
  void a_moved_event_that_marks_only_its_new_bucket_stays_counted_in_the_old_one()
      throws Exception {
    refresh();
    Instant later = NOON.plusSeconds(300);
    Events.moveUnmarked(writer, "first", later);
    Events.mark(writer, later);
    writer.commit();
    refresh();

    assertStranded("2026-03-29T12:00 1", "2026-03-29T12:05 1");
  }

  @Test
  void a_moved_event_that_marks_both_buckets_is_counted_once() throws Exception {
    refresh();
    Instant later = NOON.plusSeconds(300);
    Events.moveUnmarked(writer, "first", later);
    Events.mark(writer, NOON, later);
    writer.commit();
    refresh();

    assertRightWith("2026-03-29T12:00 0", "2026-03-29T12:05 1");
  }

  @Test
  void marks_that_another_refresher_holds_are_left_to_it() throws Exception {
    takeMarks.run(refresher);

    lock.run(second);
    takeMarks.run(second);
    second.commit();
    refresher.rollback();

    assertThat(events.marks()).isEqualTo(1);
  }

  private List<Step> steps(List<Long> buckets) {
    return new RefreshTransaction(events.type(), buckets).steps();
  }

  private void commitSecondEvent() throws SQLException {
    Events.insert(writer, "second", NOON);
    writer.commit();
  }

  private int refresh() {
    try {
      return ours.refresh(events.type(), BUDGET).buckets();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A count is wrong, and nobody will ever look at it again. */
  private void assertStranded(String... counts) {
    assertThat(events.counts()).containsExactly(counts);
    assertThat(events.marks()).isZero();
    assertThat(refresh()).isZero();
  }

  private void assertRightWith(String... counts) {
    assertThat(events.counts()).containsExactly(counts);
    events.assertRight();
  }
}
