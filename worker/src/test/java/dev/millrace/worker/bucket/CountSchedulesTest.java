package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.RefreshTransaction.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An import, which changes counts in the transaction of its events, beside a recount of the same
 * bucket, in a fixed order of steps. For each part of the protocol of {@link
 * dev.millrace.bucket.EventCounts} there is a schedule under which an import or a recount without
 * it leaves a wrong count and no mark, so for ever.
 */
final class CountSchedulesTest {

  private static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

  private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final Events events = new Events(database);
  private final BucketRefresher recount =
      new BucketRefresher(database.database(), System::nanoTime);
  private final List<Step> steps =
      new RefreshTransaction(events.type(), List.of(NOON.getEpochSecond())).steps();
  private Connection writer;
  private Connection refresher;

  @BeforeEach
  void connect() throws SQLException {
    writer = database.connect();
    refresher = database.connect();
    events.insert("first", NOON.toString()); // marked: a recount is due
  }

  @AfterEach
  void stop() throws SQLException {
    writer.close();
    refresher.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void an_import_that_begins_during_a_recount_adds_to_what_it_wrote(int before) throws Exception {
    run(steps.subList(0, before));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> importing = threads.submit(this::importSecond);
      database.awaitLockWait();
      run(steps.subList(before, steps.size()));
      refresher.commit();
      importing.get();
    }

    assertRight("2026-03-29T12:00 2");
  }

  @Test
  void a_recount_waits_for_an_import_and_sees_its_events() throws Exception {
    Events.insertUnmarked(writer, "second", NOON);
    Events.change(writer, NOON, 1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> counting = threads.submit(this::recount);
      database.awaitLockWait();
      writer.commit();
      counting.get();
    }

    assertRight("2026-03-29T12:00 2");
  }

  @Test
  void an_import_that_is_rolled_back_changes_no_count() throws Exception {
    recount();
    Events.insertUnmarked(writer, "second", NOON);
    Events.change(writer, NOON, 1);
    writer.rollback();

    assertRight("2026-03-29T12:00 1");
  }

  @Test
  void a_recount_is_not_needed_for_what_an_import_writes() throws Exception {
    recount();
    importSecond();
    Events.moveUnmarked(writer, "second", NOON.plusSeconds(300));
    Events.change(writer, NOON, -1);
    Events.change(writer, NOON.plusSeconds(300), 1);
    writer.commit();

    assertRight("2026-03-29T12:00 1", "2026-03-29T12:05 1");
  }

  @Test
  void a_change_committed_after_its_events_is_counted_twice() throws Exception {
    Events.insertUnmarked(writer, "second", NOON);
    writer.commit();
    recount();
    Events.change(writer, NOON, 1);
    writer.commit();

    assertStranded("2026-03-29T12:00 3");
  }

  @Test
  void a_change_committed_before_its_events_is_lost() throws Exception {
    Events.change(writer, NOON, 1);
    writer.commit();
    recount();
    Events.insertUnmarked(writer, "second", NOON);
    writer.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  @Test
  void a_recount_that_counts_before_it_locks_loses_a_change() throws Exception {
    long early = WrongSteps.count(refresher);
    importSecond();
    WrongSteps.deleteMarks(refresher);
    WrongSteps.write(refresher, early);
    refresher.commit();

    assertStranded("2026-03-29T12:00 1");
  }

  private Void importSecond() throws SQLException {
    Events.insertUnmarked(writer, "second", NOON);
    Events.change(writer, NOON, 1);
    writer.commit();
    return null;
  }

  private void run(List<Step> some) throws SQLException {
    for (Step step : some) {
      step.run(refresher);
    }
  }

  private Void recount() throws InterruptedException {
    recount.refresh(events.type(), Duration.ofMinutes(1));
    return null;
  }

  private void assertRight(String... counts) {
    assertThat(events.counts()).containsExactly(counts);
    events.assertRight();
  }

  /** A count is wrong, and nobody will ever look at it again. */
  private void assertStranded(String... counts) throws InterruptedException {
    assertThat(events.counts()).containsExactly(counts);
    assertThat(events.marks()).isZero();
    recount();
    assertThat(events.counts()).containsExactly(counts);
  }
}
