package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;
import dev.millrace.worker.FaultyQueries;
import dev.millrace.worker.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupOverlapTest {

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
  void a_watermark_is_below_what_another_worker_finishes_later() throws Exception {
    Groups other = new Groups(database, database.database());
    FetchedSlice older = worker.fetched(new Window(0, 60), "a hammer 1 0");
    other.commit(other.fetched(new Window(30, 90), "a hammer 2 0"));

    assertThat(worker.commit(older)).isEmpty();
  }
}
