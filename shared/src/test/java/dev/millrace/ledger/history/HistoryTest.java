package dev.millrace.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.DeadSlices.Redriven;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.ledger.run.SliceSpans;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryTest {

  private static final Window ALL = new Window(0, 1_000_000_000);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Attempts attempts = ledger.attempts("one");
  private final EndedRunsLedger runs = new EndedRunsLedger(ledger);

  @Test
  void a_run_of_the_schedule_becomes_totals_per_type_and_day() {
    long run = runs.run(RunKind.SCHEDULE, 3, "T", "U");
    String sums = runs.sums();
    runs.age(run);

    assertThat(runs.fold()).isEqualTo(6);

    assertThat(runs.rows("run") + runs.rows("slice") + runs.rows("attempt")).isZero();
    assertThat(totals())
        .containsExactly("0 schedule T done 3 180 3 30 15 6", "0 schedule U done 3 180 3 30 15 6");
    assertThat(runs.sums()).isEqualTo(sums);
    assertThat(folded("T")).containsExactly("0 180");
  }

  @Test
  void folded_spans_that_touch_or_overlap_are_joined() {
    for (long from : new long[] {600, 0, 300, 120, 60, 900, 240}) {
      long slice = ledger.slice("T", from, from + 120);
      runs.finish(slice, "T");
      new EndedRuns(ledger.database()).tellRuns(_ -> {});
      runs.age(ledger.runOf(slice));
      runs.fold();
    }

    assertThat(folded("T")).containsExactlyInAnyOrder("0 420", "600 720", "900 1020");
  }

  @Test
  void further_runs_of_a_day_add_to_its_totals() {
    for (int i = 0; i < 3; i++) {
      runs.age(runs.run(RunKind.SCHEDULE, 2, "T"));
    }
    String sums = runs.sums();

    assertThat(runs.fold()).isEqualTo(6);

    assertThat(totals()).containsExactly("0 schedule T done 6 360 6 60 30 12");
    assertThat(runs.sums()).isEqualTo(sums);
  }

  @Test
  void a_folded_backfill_shows_what_it_did() {
    long run = runs.run(RunKind.BACKFILL, 3, "T", "U");
    long failed = runs.slice(run, "T", 6_000);
    attempts.fail(ledger.claim(attempts, failed, "T"), "broken");
    runs.finish(failed, "T");
    long cancelled = runs.slice(run, "U", 6_000);
    ledger.state(cancelled, SliceState.CANCELLED);
    runs.age(run);
    RunSummary before = runs.summary(run);

    assertThat(runs.fold()).isEqualTo(8);

    assertThat(runs.rows("slice") + runs.rows("attempt")).isZero();
    assertThat(runs.summary(run)).isEqualTo(before);
    assertThat(runs.fold()).isZero();
  }

  @Test
  void replays_that_nobody_requested_leave_no_run() {
    long run = runs.run(RunKind.BACKFILL, 1, "T");
    ledger.update("UPDATE millrace_run SET trigger_key = 'lookups T 2026' WHERE id = ?", run);
    runs.age(run);

    runs.fold();

    assertThat(runs.rows("run")).isZero();
    assertThat(totals()).containsExactly("0 backfill T done 1 60 1 10 5 2");
  }

  @Test
  void young_runs_and_open_ones_stay() {
    long young = runs.run(RunKind.SCHEDULE, 2, "T");
    ledger.update("UPDATE millrace_run SET ended_at = NOW(3) - INTERVAL 89 DAY");
    long open = ledger.slice("U", 0, 60);

    assertThat(runs.fold()).isZero();

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_slice WHERE run = ?", young))
        .isEqualTo(2);
    assertThat(ledger.state(open)).isEqualTo(SliceState.PLANNED);
  }

  @Test
  void a_dead_slice_stays_until_it_is_handled() {
    long run = runs.run(RunKind.SCHEDULE, 2, "T");
    long dead = runs.slice(run, "T", 6_000);
    ledger.state(dead, SliceState.DEAD);
    runs.age(run);

    assertThat(runs.fold()).isEqualTo(2);
    assertThat(ledger.state(dead)).isEqualTo(SliceState.DEAD);
    assertThat(new DeadSlices(ledger.database()).redrive(dead, "T", 3)).isEqualTo(Redriven.PLANNED);
    runs.finish(dead, "T");
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
    runs.age(run);
    assertThat(runs.fold()).as("it is looked at once a week").isZero();
    ledger.update("UPDATE millrace_run SET folded_at = NOW(3) - INTERVAL 8 DAY");

    assertThat(runs.fold()).isEqualTo(1);
    assertThat(runs.rows("run") + runs.rows("slice")).isZero();
  }

  @Test
  void cancelled_slices_of_the_schedule_go_on_to_keep_their_span_out() {
    long run =
        ledger.run(
            List.of(
                new PlannedSlice("T", new Window(0, 60)),
                new PlannedSlice("T", new Window(60, 120)),
                new PlannedSlice("T", new Window(180, 240))));
    new RunControl(ledger.database()).cancel(run);
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
    long imported = ledger.slice("T", 90, 120);
    runs.finish(imported, "T");
    assertThat(heldBack().seconds()).isEqualTo(180);
    runs.age(run);

    assertThat(runs.fold()).isEqualTo(3);

    assertThat(heldBack().windows()).containsExactly(new Window(0, 90), new Window(180, 240));
    assertThat(ledger.texts("SELECT CONCAT_WS(': ', excluded_by, because) FROM millrace_exclusion"))
        .containsOnly("the ledger: cancelled with run %d".formatted(run));
  }

  @Test
  void a_cancelled_backfill_excludes_nothing() {
    long run = ledger.plan(RunKind.BACKFILL, 3, "T");
    new RunControl(ledger.database()).cancel(run);
    runs.age(run);

    assertThat(runs.fold()).isEqualTo(3);

    assertThat(runs.rows("exclusion")).isZero();
    assertThat(runs.summary(run).slices()).containsOnlyKeys(SliceState.CANCELLED);
  }

  @Test
  void a_late_message_of_a_folded_slice_is_settled() {
    long run = runs.run(RunKind.SCHEDULE, 2, "T");
    long last = ledger.number("SELECT MAX(id) FROM millrace_slice");
    runs.age(run);
    runs.fold();

    assertThat(attempts.claim(last, "T")).isEqualTo(new Claim.Ended(SliceState.DONE));
    assertThat(attempts.claim(last + 1, "T")).isInstanceOf(Claim.UnknownSlice.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEFORE INSERT ON millrace_total",
        "BEFORE UPDATE ON millrace_total",
        "BEFORE INSERT ON millrace_folded_span",
        "BEFORE DELETE ON millrace_attempt",
        "AFTER DELETE ON millrace_attempt",
        "AFTER DELETE ON millrace_slice",
        "AFTER DELETE ON millrace_run"
      })
  void a_fold_that_ends_anywhere_is_done_again_as_a_whole(String where) {
    runs.age(runs.run(RunKind.SCHEDULE, 3, "T"));
    String sums = runs.sums();
    ledger.update("CREATE TRIGGER dies %s FOR EACH ROW SIGNAL SQLSTATE '45000'".formatted(where));
    try {
      assertThatThrownBy(runs::fold).isInstanceOf(DatabaseException.class);
      assertThat(runs.sums()).isEqualTo(sums);
      assertThat(runs.rows("run")).isEqualTo(1);
    } finally {
      ledger.update("DROP TRIGGER dies");
    }

    assertThat(runs.fold()).isEqualTo(3);

    assertThat(runs.sums()).isEqualTo(sums);
    assertThat(runs.rows("slice") + runs.rows("attempt") + runs.rows("run")).isZero();
  }

  @Test
  void sweeps_at_the_same_time_fold_each_slice_once() throws Exception {
    for (int i = 0; i < 12; i++) {
      runs.age(runs.run(i % 3 == 0 ? RunKind.BACKFILL : RunKind.SCHEDULE, 5, "T", "U"));
    }
    String sums = runs.sums();
    CyclicBarrier together = new CyclicBarrier(4);

    List<Future<Integer>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  return runs.fold();
                }));
      }
    }

    int folded = 0;
    for (Future<Integer> one : all) {
      folded += one.get();
    }
    assertThat(folded + runs.fold()).isEqualTo(120);
    assertThat(runs.sums()).isEqualTo(sums);
    assertThat(runs.rows("slice") + runs.rows("attempt")).isZero();
  }

  @Test
  void a_large_run_is_folded_in_parts() {
    List<PlannedSlice> slices =
        LongStream.range(0, 1_200)
            .mapToObj(i -> new PlannedSlice("T", new Window(i * 60, i * 60 + 60)))
            .toList();
    long run = ledger.runs().plan(RunKind.BACKFILL, "large", slices).run();
    new RunControl(ledger.database()).cancel(run);
    runs.age(run);
    Iterator<Long> times = List.of(0L, 0L, 500_000_000L, 1_000_000_000L).iterator();
    History slow = new History(ledger.database(), times::next);

    assertThat(slow.fold(EndedRunsLedger.AGE)).isEqualTo(1_000);
    assertThat(runs.summary(run).totalSlices()).isEqualTo(1_200);
    assertThat(runs.fold()).isEqualTo(200);
    assertThat(runs.summary(run).totalSeconds()).isEqualTo(1_200 * 60);
  }

  private static Spans heldBack() {
    return ledger
        .database()
        .transact(
            connection ->
                SliceSpans.cancelled(connection, "T", ALL).or(Exclusions.spans(connection, "T")));
  }

  private static List<String> totals() {
    return ledger.texts(
        """
        SELECT CONCAT_WS(' ', run, kind, type, state, slices, seconds, attempts, fetched, inserted,
          updated) FROM millrace_total ORDER BY 1""");
  }

  private static List<String> folded(String type) {
    return ledger.texts(
        "SELECT CONCAT(window_from, ' ', window_to) FROM millrace_folded_span WHERE type = ?",
        type);
  }
}
