package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

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
                WHERE s.window_from BETWEEN 1200 AND 1800 ORDER BY s.window_from\
                """))
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
                WHERE NOT counts AND window_from > 0 ORDER BY window_from\
                """))
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
  void the_server_counts_few_statements_and_one_commit_for_a_group() throws Exception {
    try (Database one = database.open(1)) {
      Groups group = new Groups(database, one);
      group.commit(group.fetched(9, "d9 hammer 1 0"));
      List<FetchedSlice> slices =
          IntStream.range(10, 20).mapToObj(i -> group.fetched(i, "d" + i + " hammer 1 0")).toList();
      long statements = counter(one, "Questions");
      long commits = counter(one, "Com_commit");

      group.together(slices);

      // A slice that is alone, the group, and the commit of asking.
      assertThat(counter(one, "Com_commit") - commits).isEqualTo(3);
      assertThat((counter(one, "Questions") - statements) / 11.0)
          .as("statements a slice, with the four of asking")
          .isLessThanOrEqualTo(3.5);
    }
  }

  /** Of the session, of which the pool has one. */
  private static long counter(Database pool, String name) {
    return pool.transact(
        connection ->
            Sql.first(connection, "SHOW SESSION STATUS LIKE '" + name + "'", row -> row.getLong(2))
                .orElseThrow());
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
  void rows_have_the_numbers_of_their_attempts_where_the_server_counts_in_steps() throws Exception {
    try (Database stepping =
        database.open(4, "&sessionVariables=auto_increment_increment=5,auto_increment_offset=3")) {
      Groups other = new Groups(database, stepping);
      other.together(List.of(other.fetched(1, "a hammer 1 0"), other.fetched(2, "b hammer 1 0")));

      assertThat(
              database.rows(
                  """
                  SELECT t.id, a.window_from FROM Thing t
                  JOIN millrace_attempt a ON a.number = t.written_by ORDER BY t.id\
                  """))
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
}
