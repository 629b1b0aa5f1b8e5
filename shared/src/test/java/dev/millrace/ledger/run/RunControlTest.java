package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RevokedException;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunControl.Answer;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RunControlTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U", "V");

  private final Runs runs = ledger.runs();
  private final Attempts attempts = ledger.attempts("one");
  private final RunControl control = new RunControl(ledger.database());
  private final EndedRuns ended = new EndedRuns(ledger.database());

  @Test
  void slices_of_a_paused_run_are_neither_sent_nor_claimed_until_it_is_resumed() {
    long run = ledger.plan(RunKind.BACKFILL, 3, "T");
    runs.sent(runs.portions().take(1e6).subList(0, 2));
    List<Long> slices = slices(run);

    assertThat(control.pause(run)).isEqualTo(Answer.CHANGED);

    assertThat(control.pause(run)).isEqualTo(Answer.UNCHANGED);
    assertThat(states(run)).containsExactly(Map.entry(SliceState.PLANNED, 3L));
    assertThat(runs.portions().take(1e6)).isEmpty();
    assertThat(attempts.claim(slices.getFirst(), "T"))
        .as("its message is deleted")
        .isEqualTo(new Claim.Ended(SliceState.PLANNED));

    assertThat(control.resume(run)).isEqualTo(Answer.CHANGED);

    pass(120);
    assertThat(runs.portions().take(1e6)).extracting(Slice::id).containsAll(slices);
  }

  @Test
  void running_slices_continue_when_their_run_is_paused() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    Attempt attempt = ledger.claim(attempts, slices(run).getFirst(), "T");

    control.pause(run);
    attempts.finish(attempt);

    assertThat(states(run)).containsExactly(Map.entry(SliceState.DONE, 1L));
  }

  @Test
  void a_slice_that_returns_to_a_paused_run_waits_until_it_is_resumed() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    long slice = slices(run).getFirst();
    Attempt attempt = ledger.claim(attempts, slice, "T");
    control.pause(run);

    attempts.giveBack(attempt, "the source is unavailable");

    assertThat(attempts.claim(slice, "T")).isEqualTo(new Claim.Ended(SliceState.PLANNED));
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
  }

  @Test
  void a_cancelled_run_leaves_no_open_slices() {
    long run = ledger.plan(RunKind.BACKFILL, 12_000, "T");
    runs.sent(runs.portions().take(100));
    List<Long> slices = slices(run);
    Attempt running = ledger.claim(attempts, slices.getFirst(), "T");
    attempts.finish(ledger.claim(attempts, slices.getLast(), "T"));

    assertThat(control.cancel(run)).isEqualTo(Answer.CHANGED);

    assertThat(states(run)).isEqualTo(Map.of(SliceState.DONE, 1L, SliceState.CANCELLED, 11_999L));
    assertThatThrownBy(() -> attempts.finish(running)).isInstanceOf(RevokedException.class);
    assertThat(attempts.claim(slices.getFirst(), "T"))
        .isEqualTo(new Claim.Ended(SliceState.CANCELLED));
    assertThat(ended.tellRuns(_ -> {})).isEqualTo(1);
    assertThat(control.resume(run)).isEqualTo(Answer.ENDED);
    assertThat(control.cancel(run)).as("however often").isEqualTo(Answer.UNCHANGED);
  }

  /** The command was killed right after its first transaction; a worker then splits a slice. */
  @Test
  void a_cancellation_that_was_broken_off_is_completed_by_the_sweep() {
    long run = ledger.plan(RunKind.BACKFILL, 10, "T");
    ledger.update("UPDATE millrace_run SET state = 'cancelled' WHERE id = ?", run);
    List<RunSummary> told = new ArrayList<>();

    assertThat(runs.portions().take(1e6)).isEmpty();
    assertThat(attempts.claim(slices(run).getFirst(), "T"))
        .isEqualTo(new Claim.Ended(SliceState.CANCELLED));
    ended.tellRuns(told::add);

    assertThat(states(run)).containsExactly(Map.entry(SliceState.CANCELLED, 10L));
    assertThat(told).extracting(RunSummary::run).containsExactly(run);
    assertThat(control.resume(run)).isEqualTo(Answer.ENDED);
  }

  /** The event about it would say that it was cancelled. */
  @Test
  void a_run_without_open_slices_has_ended_before_a_sweep() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    attempts.finish(ledger.claim(attempts, slices(run).getFirst(), "T"));

    assertThat(control.cancel(run)).isEqualTo(Answer.ENDED);
    assertThat(control.pause(run)).isEqualTo(Answer.ENDED);

    assertThat(ledger.text("SELECT state FROM millrace_run WHERE id = ?", run)).isEqualTo("active");
  }

  @Test
  void a_run_that_there_is_not_is_unknown() {
    assertThat(control.pause(4711)).isEqualTo(Answer.UNKNOWN);
    assertThat(control.cancel(4711)).isEqualTo(Answer.UNKNOWN);
  }

  @Test
  void a_run_is_reported_once_when_it_ends_and_again_after_a_redrive() {
    long run = ledger.plan(RunKind.BACKFILL, 2, "T");
    List<Long> slices = slices(run);
    List<RunSummary> told = new ArrayList<>();
    attempts.finish(ledger.claim(attempts, slices.getFirst(), "T"));
    assertThat(ended.tellRuns(told::add)).isZero();
    ledger.state(slices.getLast(), SliceState.DEAD);

    assertThat(ended.tellRuns(told::add)).isEqualTo(1);
    assertThat(ended.tellRuns(told::add)).isZero();
    assertThat(told.getFirst().slices())
        .isEqualTo(Map.of(SliceState.DONE, 1L, SliceState.DEAD, 1L));
    assertThat(told.getFirst().window()).isEqualTo(new Window(0, 120));

    new DeadSlices(ledger.database()).redrive(slices.getLast(), "T", 3);
    assertThat(ended.tellRuns(told::add)).isZero();
    pass(120);
    assertThat(runs.portions().take(1e6)).extracting(Slice::id).containsExactly(slices.getLast());
    attempts.finish(ledger.claim(attempts, slices.getLast(), "T"));
    assertThat(ended.tellRuns(told::add)).isEqualTo(1);
  }

  /** With a lock on the run meanwhile, the redrive would wait for the bus. */
  @Test
  void a_redrive_while_a_run_is_reported_neither_waits_nor_is_lost() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    long slice = slices(run).getFirst();
    ledger.state(slice, SliceState.DEAD);
    List<Integer> others = new ArrayList<>();

    ended.tellRuns(
        _ -> {
          others.add(new EndedRuns(ledger.database()).tellRuns(_ -> {}));
          new DeadSlices(ledger.database()).redrive(slice, "T", 3);
        });

    assertThat(others).as("another sweep at the same time").containsExactly(0);
    assertThat(ended.tellRuns(_ -> {})).as("it is open again").isZero();
    attempts.finish(ledger.claim(attempts, slice, "T"));
    assertThat(ended.tellRuns(_ -> {})).isEqualTo(1);
  }

  /** The report had counted the slice as dead. */
  @Test
  void a_run_whose_slice_is_redriven_and_imported_while_it_is_reported_is_reported_again() {
    long run = ledger.plan(RunKind.BACKFILL, 2, "T");
    ledger.update("UPDATE millrace_slice SET state = 'dead'");
    long slice = slices(run).getFirst();
    List<RunSummary> told = new ArrayList<>();

    ended.tellRuns(
        summary -> {
          told.add(summary);
          new DeadSlices(ledger.database()).redrive(slice, "T", 3);
          attempts.finish(ledger.claim(attempts, slice, "T"));
        });
    ended.tellRuns(told::add);
    ended.tellRuns(told::add);

    assertThat(told)
        .extracting(RunSummary::slices)
        .containsExactly(
            Map.of(SliceState.DEAD, 2L), Map.of(SliceState.DEAD, 1L, SliceState.DONE, 1L));
  }

  @Test
  void a_dead_slice_is_reported_once_per_death() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    long slice = slices(run).getFirst();
    List<EndedRuns.Death> told = new ArrayList<>();
    ledger.update("UPDATE millrace_slice SET state = 'dead', error = 'no luck', attempts = 5");

    assertThat(ended.tellDeaths(told::addAll)).isEqualTo(1);
    assertThat(ended.tellDeaths(told::addAll)).isZero();
    assertThat(told)
        .containsExactly(
            new EndedRuns.Death(
                new Slice(slice, RunKind.BACKFILL, "T", new Window(0, 60)), run, 5, "no luck"));

    new DeadSlices(ledger.database()).redrive(slice, "T", 3);
    ledger.state(slice, SliceState.DEAD);
    assertThat(ended.tellDeaths(told::addAll)).isEqualTo(1);
  }

  @Test
  void unreported_ends_are_reported_by_the_next_sweep() {
    long run = ledger.plan(RunKind.BACKFILL, 1, "T");
    ledger.state(slices(run).getFirst(), SliceState.DEAD);

    assertThatThrownBy(() -> ended.tellRuns(_ -> fail())).hasMessage("the bus is unavailable");
    assertThatThrownBy(() -> ended.tellDeaths(_ -> fail())).hasMessage("the bus is unavailable");

    assertThat(ended.tellRuns(_ -> {})).isEqualTo(1);
    assertThat(ended.tellDeaths(_ -> {})).isEqualTo(1);
  }

  @Test
  void dead_slices_are_reported_together_and_without_a_lock() {
    long run = ledger.plan(RunKind.BACKFILL, 3, "T");
    ledger.update("UPDATE millrace_slice SET state = 'dead'");
    DeadSlices dead = new DeadSlices(ledger.database());
    List<Integer> sizes = new ArrayList<>();

    int told =
        ended.tellDeaths(
            deaths -> {
              sizes.add(deaths.size());
              assertThat(new EndedRuns(ledger.database()).tellDeaths(_ -> fail())).isZero();
              assertThat(dead.redrive(slices(run).getFirst(), "T", 3))
                  .isEqualTo(DeadSlices.Redriven.PLANNED);
            });

    assertThat(told).isEqualTo(3);
    assertThat(sizes).containsExactly(3);
    assertThat(ended.tellDeaths(_ -> fail())).isZero();
  }

  private static void fail() {
    throw new IllegalStateException("the bus is unavailable");
  }

  private Map<SliceState, Long> states(long run) {
    return runs.states(run);
  }

  private static List<Long> slices(long run) {
    return ledger
        .texts("SELECT id FROM millrace_slice WHERE run = ? ORDER BY window_from DESC", run)
        .stream()
        .map(Long::valueOf)
        .toList();
  }

  private static void pass(int seconds) {
    ledger.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL ? SECOND", seconds);
    ledger.update(
        "UPDATE millrace_slice SET reserved_until = reserved_until - INTERVAL ? SECOND", seconds);
  }
}
