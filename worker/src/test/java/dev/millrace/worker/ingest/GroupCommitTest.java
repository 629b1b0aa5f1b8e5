package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import dev.millrace.worker.FaultyQueries;
import dev.millrace.worker.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private static final Counts ONE = new Counts(1, 1, 0, 0, 0, 0);
  private static final Duration LEASE = Duration.ofMinutes(1);

  private final TestDatabase database = new TestDatabase(16, TestDatabase.THINGS);
  private final Database pool = database.open(16, FaultyQueries.option());
  private final Things things = new Things(database);
  private final Groups worker = new Groups(database, pool);
  private final Attempts attempts = database.attempts(LEASE);

  @AfterEach
  void stop() {
    pool.close();
    database.close();
  }

  @Test
  void slices_that_wait_together_are_written_and_finished_with_their_own_attempts()
      throws Exception {
    things.write("b nail 1 0");
    things.takeChanges();

    List<Optional<Counts>> written =
        worker.together(
            List.of(
                worker.fetched(20, "a hammer 1 0", "x - 1 0"),
                worker.fetched(21, "b screw 1 600000"),
                worker.fetched(22),
                worker.fetched(30, "c hammer - 0")));

    assertThat(written)
        .containsExactly(
            Optional.of(new Counts(2, 1, 0, 0, 1, 0)),
            Optional.of(new Counts(1, 0, 1, 0, 0, 0)),
            Optional.of(Counts.NONE),
            Optional.of(new Counts(1, 0, 0, 0, 0, 1)));
    assertThat(things.rows()).containsExactly("a hammer 1 0", "b screw 1 600000");
    assertThat(database.rows("SELECT id, written_by - 2 FROM Thing ORDER BY id"))
        .containsExactly("a 1", "b 2");
    assertThat(things.takeChanges()).containsExactly("600 1");
    assertThat(database.rows("SELECT document, slice - 2 FROM millrace_rejected"))
        .containsExactly("c 3");
    assertThat(
            database.rows(
                """
                SELECT s.window_from, s.state, s.attempts, a.state, a.inserted, a.updated
                FROM millrace_slice s JOIN millrace_attempt a ON a.slice = s.id
                WHERE s.window_from BETWEEN 1200 AND 1800 ORDER BY s.window_from"""))
        .containsExactly(
            "1200 done 1 done 1 0",
            "1260 done 1 done 0 1",
            "1320 done 1 done 0 0",
            "1800 done 1 done 0 0");
    assertThat(new Coverage(database.database()).of("Thing").stream().map(Coverage.Span::window))
        .contains(new Window(1200, 1380), new Window(1800, 1860));
    assertThat(
            database.rows(
                """
                SELECT window_from, row_count FROM millrace_table_change
                WHERE NOT counts AND window_from > 0 ORDER BY window_from"""))
        .containsExactly("1200 1", "1260 1");
  }

  @Test
  void a_group_of_ten_takes_the_statements_of_one_and_a_single_commit() throws Exception {
    List<FetchedSlice> slices =
        IntStream.range(10, 20).mapToObj(i -> worker.fetched(i, "d" + i + " hammer 1 0")).toList();

    FaultyQueries.takeStatements();
    FaultyQueries.takePackets();
    worker.together(slices);
    List<String> statements = FaultyQueries.takeStatements();

    // The first slice is alone, and has no documents.
    assertThat(statements.subList(statements.indexOf("COMMIT") + 1, statements.size()))
        .hasSizeLessThanOrEqualTo(17)
        .containsOnlyOnce("COMMIT");
    assertThat(FaultyQueries.takePackets()).as("two groups").isEqualTo(6);
    assertThat(things.rows()).hasSize(10);
  }

  @Test
  void the_newer_of_two_overlapping_fetches_wins_in_either_order() throws Exception {
    Window window = new Window(0, 60);
    FetchedSlice older = worker.fetched(window, "a hammer 1 0");
    FetchedSlice newer = worker.fetched(window, "a hammer 2 0");

    assertThat(worker.commit(newer)).contains(ONE);
    assertThat(worker.commit(older)).isEmpty();
    assertThat(things.rows()).containsExactly("a hammer 2 0");

    FetchedSlice next = worker.fetched(window, "a hammer 3 0");
    FetchedSlice last = worker.fetched(window, "a hammer 4 0");

    assertThat(worker.commit(next)).isPresent();
    assertThat(worker.commit(last)).as("fetched again").isEmpty();
    assertThat(worker.commit(worker.fetched(window, "a hammer 4 0"))).isPresent();
    assertThat(things.rows()).containsExactly("a hammer 4 0");
  }

  @Test
  void overlapping_slices_are_never_in_one_group() throws Exception {
    FetchedSlice older = worker.fetched(new Window(0, 60), "a hammer 1 0");
    FetchedSlice newer = worker.fetched(new Window(30, 90), "a hammer 2 0");

    assertThat(worker.together(List.of(newer, older)))
        .containsExactly(Optional.of(ONE), Optional.empty());

    assertThat(things.rows()).containsExactly("a hammer 2 0");
  }

  @Test
  void of_two_deliveries_in_one_group_one_is_written() throws Exception {
    FetchedSlice one = worker.fetched(5, "a hammer 1 0");

    List<Optional<Counts>> written =
        worker.together(List.of(one, new FetchedSlice(one.slice(), one.type(), one.documents())));

    assertThat(written).containsExactly(Optional.of(ONE), Optional.empty());
    assertThat(database.rows("SELECT COUNT(*) FROM millrace_attempt WHERE slice = 1"))
        .containsExactly("1");
  }

  @Test
  void a_live_attempt_keeps_overlapping_slices_out_and_admits_others() throws Exception {
    Attempt live = database.claim(attempts, "Thing", new Window(0, 600));
    FetchedSlice inside = worker.fetched(3, "a hammer 1 0");
    FetchedSlice outside = worker.fetched(10, "b hammer 1 0");

    assertThat(worker.commit(inside)).isEmpty();
    assertThat(worker.commit(outside)).isPresent();
    assertThat(database.rows("SELECT state FROM millrace_attempt WHERE number = " + live.number()))
        .containsExactly("running");
  }

  @Test
  void an_attempt_that_was_live_before_the_fetch_and_read_after_it_wins() throws Exception {
    Attempt live = database.claim(attempts, "Thing", new Window(0, 600));
    worker.commit(worker.fetched(20, "b hammer 1 0")); // raises the watermark
    FetchedSlice older = worker.fetched(3, "a hammer 1 0");
    // The source changes, and the live attempt reads it only now.
    things.writer(live).write(things.fetched("a hammer 2 0"));
    things.finish(live);

    assertThat(worker.commit(older)).isEmpty();
    assertThat(things.rows()).containsExactly("a hammer 2 0", "b hammer 1 0");
  }

  @Test
  void a_large_slice_is_not_claimed_for_a_fetch_that_another_attempt_may_have_overtaken()
      throws Exception {
    Window window = new Window(0, 600);
    FetchedSlice older = worker.fetched(window, "a hammer 1 0");
    Attempts crashing = database.attempts(Duration.ZERO);
    Attempt crashed = database.claim(crashing, "Thing", window);
    things.writer(crashing, crashed).write(things.fetched("a hammer 2 0"));

    assertThat(attempts.claim(older.slice())).isEqualTo(new Claim.Outdated());
    assertThat(attempts.claim(older.slice().id(), "Thing")).isInstanceOf(Claim.Claimed.class);
  }

  @Test
  void a_slice_is_claimed_for_a_fetch_that_no_attempt_has_overtaken() {
    FetchedSlice fetched = worker.fetched(new Window(0, 600), "a hammer 1 0");

    assertThat(attempts.claim(fetched.slice())).isInstanceOf(Claim.Claimed.class);
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
  void rows_of_earlier_attempts_are_reported_with_the_slice() throws Exception {
    Window window = new Window(0, 600);
    long slice = database.plan("Thing", window);
    Attempt failed = ((Claim.Claimed) attempts.claim(slice, "Thing")).attempt();
    things.writer(failed).write(things.fetched("a hammer 1 0"));
    attempts.fail(failed, "broken");
    database.run("UPDATE millrace_slice SET not_before = NOW(3)");

    assertThat(worker.commit(worker.fetched(slice, window, "a hammer 1 0"))).isPresent();

    assertThat(database.rows("SELECT row_count FROM millrace_table_change WHERE NOT counts"))
        .containsExactly("1");
  }

  @Test
  void a_watermark_is_below_what_another_worker_finishes_later() throws Exception {
    Groups other = new Groups(database, database.database());
    FetchedSlice older = worker.fetched(new Window(0, 60), "a hammer 1 0");
    other.commit(other.fetched(new Window(30, 90), "a hammer 2 0"));

    assertThat(worker.commit(older)).isEmpty();
  }

  @Test
  void a_refused_value_among_many_holds_up_only_its_slice() throws Exception {
    database.run("ALTER TABLE Thing ADD CONSTRAINT small CHECK (size < 100)");
    List<FetchedSlice> slices = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      slices.add(worker.fetched(i, "d%d hammer %d 0".formatted(i, i == 5 ? 100 : 1)));
    }

    List<Optional<Counts>> written = worker.together(slices);

    assertThat(written.get(5)).isEmpty();
    assertThat(written.stream().filter(Optional::isPresent)).hasSize(8);
    assertThat(things.rows()).hasSize(8);
    assertThat(database.rows("SELECT state FROM millrace_slice WHERE window_from = 300"))
        .containsExactly("planned");
  }

  @Test
  void rows_have_the_numbers_of_their_attempts_where_the_server_counts_in_steps() throws Exception {
    try (Database stepping =
        database.open(4, "&sessionVariables=auto_increment_increment=5,auto_increment_offset=3")) {
      Groups other = new Groups(database, stepping);
      other.together(List.of(other.fetched(1, "a hammer 1 0"), other.fetched(2, "b hammer 1 0")));

      assertThat(
              database.rows(
                  """
                  SELECT t.id, a.window_from FROM Thing t
                  JOIN millrace_attempt a ON a.number = t.written_by ORDER BY t.id"""))
          .containsExactly("a 60", "b 120");
      FetchedSlice older = other.fetched(1, "a hammer 2 0");
      other.commit(other.fetched(1, "a hammer 3 0"));
      assertThat(other.commit(older)).isEmpty();
    }
  }

  @Test
  void a_group_has_no_more_bytes_than_a_packet_may() throws Exception {
    String large = "x".repeat(1_000_000);
    List<FetchedSlice> slices =
        IntStream.range(0, 9)
            .mapToObj(i -> worker.fetched(i, "d%d %s 1 0".formatted(i, large)))
            .toList();
    FaultyQueries.takeStatements();

    assertThat(worker.together(slices)).allMatch(Optional::isPresent);

    assertThat(FaultyQueries.takeStatements().stream().filter("COMMIT"::equals))
        .as("the slice that is alone, and groups of four, four and one")
        .hasSize(4);
  }

  @Test
  void a_run_that_was_paused_or_cancelled_meanwhile_is_not_imported() throws Exception {
    FetchedSlice paused = worker.fetched(1, "a hammer 1 0");
    FetchedSlice cancelled = worker.fetched(2, "b hammer 1 0");
    RunControl control = new RunControl(database.database());
    control.pause(run(paused));
    control.cancel(run(cancelled));

    assertThat(worker.commit(paused)).isEmpty();
    assertThat(worker.commit(cancelled)).isEmpty();
    assertThat(things.rows()).isEmpty();
  }

  private long run(FetchedSlice fetched) {
    return database.number("SELECT run FROM millrace_slice WHERE id = " + fetched.slice().id());
  }

  @Test
  void documents_mapped_by_an_older_definition_are_not_written() throws Exception {
    FetchedSlice older = worker.fetched(1, "a hammer 1 0");
    new StoredTypes(database.database())
        .save(
            DefinitionParser.parse(
                TestDatabase.THINGS.replace("length: 100", "length: 200"), "test.yaml"));

    assertThat(worker.commit(older)).isEmpty();
    assertThat(things.rows()).isEmpty();
  }

  @Test
  void a_slice_that_is_not_due_ended_or_has_another_window_is_not_imported() throws Exception {
    FetchedSlice waits = worker.fetched(1, "a hammer 1 0");
    database.run("UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 HOUR");
    FetchedSlice done = worker.fetched(2, "b hammer 1 0");
    worker.commit(done);
    long slice = database.plan("Thing", new Window(600, 660));

    assertThat(worker.commit(waits)).isEmpty();
    assertThat(worker.commit(done)).isEmpty();
    assertThat(worker.commit(worker.fetched(slice, new Window(600, 661), "c hammer 1 0")))
        .isEmpty();
    assertThat(things.rows()).containsExactly("b hammer 1 0");
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
                WHERE window_from <= %d AND window_to > %d)"""
                .formatted(from, from, from, from))
        .getFirst();
  }
}
