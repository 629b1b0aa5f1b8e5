package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.FaultyQueries;
import dev.millrace.worker.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupFaultsTest {

  private static final Counts ONE = new Counts(1, 1, 0, 0, 0, 0);

  private final TestDatabase database = new TestDatabase(16, TestDatabase.THINGS);
  private final Database pool = database.open(16, FaultyQueries.option());
  private final Things things = new Things(database);
  private final Groups worker = new Groups(database, pool);

  @AfterEach
  void stop() {
    pool.close();
    database.close();
  }

  @Test
  void an_error_in_the_committing_thread_ends_the_whole_group() throws Exception {
    List<FetchedSlice> group =
        List.of(worker.fetched(2, "b hammer 1 0"), worker.fetched(3, "c hammer 1 0"));
    FaultyQueries.happen(
        3,
        () -> {
          throw new LinkageError("a class is missing");
        });

    assertThat(worker.together(group, true)).allMatch(Optional::isEmpty);
    assertThat(worker.commit(group.getFirst())).contains(ONE);
  }

  @Test
  void a_refused_value_among_many_holds_up_only_its_slice() throws Exception {
    database.run("ALTER TABLE Thing ADD CONSTRAINT small CHECK (size < 100)");
    List<FetchedSlice> slices = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      slices.add(worker.fetched(i, "d%d hammer %d 0".formatted(i, i == 5 ? 100 : 1)));
    }

    List<Optional<Counts>> written = worker.together(slices);

    assertThat(written.get(5)).isEmpty();
    assertThat(written.stream().filter(Optional::isPresent)).hasSize(63);
    assertThat(things.rows()).hasSize(63);
    assertThat(database.rows("SELECT state FROM millrace_slice WHERE window_from = 300"))
        .containsExactly("planned");
  }

  @Test
  void an_interrupted_leader_leaves_the_rest_of_its_group_to_another_thread() throws Exception {
    FetchedSlice first = worker.fetched(1, "a hammer 1 0");
    List<FetchedSlice> group =
        List.of(worker.fetched(2, "b hammer 1 0"), worker.fetched(3, "c hammer 1 0"));
    worker.commit(first);
    // Two packets and the commit of the slice that is alone; then the group begins.
    FaultyQueries.happen(3, () -> Thread.currentThread().interrupt());

    List<Optional<Counts>> written = worker.together(group, true);

    assertThat(written.stream().filter(Optional::isPresent)).as("one was interrupted").hasSize(1);
    assertThat(things.rows()).hasSize(2);
  }

  @Test
  void a_frozen_group_keeps_a_second_worker_waiting_and_ends_before_it() throws Exception {
    FetchedSlice slice = worker.fetched(1, "a hammer 1 0");
    CountDownLatch frozen = new CountDownLatch(1);
    CountDownLatch thawed = new CountDownLatch(1);
    FaultyQueries.happen(
        1, // after the reads
        () -> {
          frozen.countDown();
          awaits(thawed);
        });
    Thread first = Thread.ofVirtual().start(() -> quietly(slice));
    frozen.await();
    Groups second = new Groups(database, database.database());
    FetchedSlice again = second.fetched(slice.slice().id(), slice.slice().window(), "a hammer 2 0");
    FutureTask<Optional<Counts>> later = new FutureTask<>(() -> second.commit(again));
    Thread.ofVirtual().start(later);
    database.awaitLockWait();
    thawed.countDown();

    assertThat(later.get()).isEmpty();
    first.join();
    assertThat(things.rows()).containsExactly("a hammer 1 0");
  }

  private void quietly(FetchedSlice slice) {
    try {
      worker.commit(slice);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_connection_cut_at_any_statement_leaves_all_or_nothing() throws Exception {
    int minute = 100;
    int cuts = 0;
    boolean pending = false;
    for (int statement = 0; !pending; statement++) {
      for (boolean after : new boolean[] {false, true}) {
        FetchedSlice slice =
            worker.fetched(minute, "m%d hammer 1 %d".formatted(minute, 60_000L * minute));
        String document = "m" + minute++;
        FaultyQueries.cutOnce(statement, after);
        Optional<DatabaseException> failure = failure(slice);
        pending = FaultyQueries.isPending();
        boolean whole =
            database.number("SELECT COUNT(*) FROM Thing WHERE id = '%s'".formatted(document)) > 0;
        assertThat(whole || failure.isPresent()).isTrue();
        assertThat(state(slice)).isEqualTo(whole ? "done 1" : "planned 0");
        cuts += failure.isPresent() ? 1 : 0;
        if (!whole) {
          assertThat(worker.commit(slice)).contains(ONE);
        }
      }
    }
    assertThat(cuts).as("before and after two packets and the commit").isBetween(5, 6);
  }

  @Test
  void a_connection_cut_in_a_group_leaves_all_of_it_or_nothing() throws Exception {
    worker.commit(worker.fetched(1, "a hammer 1 0"));
    int minute = 200;
    int cuts = 0;
    // Two packets and the commit of the slice that is alone; then those of the group.
    for (int statement = 3; statement < 6; statement++) {
      for (boolean after : new boolean[] {false, true}) {
        List<FetchedSlice> group = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          group.add(worker.fetched(minute, "g%d hammer 1 %d".formatted(minute, 60_000L * minute)));
          minute++;
        }
        FaultyQueries.cutOnce(statement, after);
        List<Optional<Counts>> written = worker.together(group, true);

        assertThat(FaultyQueries.isPending()).isFalse();
        assertThat(group.stream().map(this::state).distinct())
            .as("cut %s %d", after ? "after" : "before", statement)
            .hasSize(1);
        cuts += written.stream().anyMatch(Optional::isEmpty) ? 1 : 0;
        if (state(group.getFirst()).equals("planned 0")) {
          assertThat(worker.together(group)).containsOnly(Optional.of(ONE));
        }
      }
    }
    assertThat(cuts).as("before and after two packets and the commit").isBetween(5, 6);
    assertThat(things.rows()).hasSize(1 + 6 * 3);
  }

  private Optional<DatabaseException> failure(FetchedSlice slice) throws InterruptedException {
    try {
      worker.commit(slice);
      return Optional.empty();
    } catch (DatabaseException e) {
      return Optional.of(e);
    }
  }

  /** The state, and the number of its attempts, which has coverage and a change as well. */
  private String state(FetchedSlice fetched) {
    long from = fetched.slice().window().from();
    return database
        .rows(
            """
            SELECT state, (SELECT COUNT(*) FROM millrace_attempt a WHERE a.slice = s.id)
            FROM millrace_slice s WHERE window_from = %d
              AND (state = 'done') = EXISTS (SELECT 1 FROM millrace_table_change
                WHERE NOT counts AND window_from = %d)
              AND (state = 'done') = EXISTS (SELECT 1 FROM millrace_coverage
                WHERE window_from <= %d AND window_to > %d)\
            """
                .formatted(from, from, from, from))
        .getFirst();
  }
}
