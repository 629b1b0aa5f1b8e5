package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.ledger.run.DeadSlices.DeadSlice;
import dev.millrace.ledger.run.DeadSlices.Redriven;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Redriving a dead slice, also concurrently with a claim or another redrive. */
@SuppressWarnings("NullAway.Init") // set before each test
final class DeadSlicesTest {

  private static final int MOST = 3;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Attempts attempts = ledger.attempts("A");
  private final DeadSlices slices = new DeadSlices(ledger.database());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private long slice;
  private Attempt last;

  @BeforeEach
  void a_slice_has_died() {
    slice = ledger.slice("T", 0, 600);
    die();
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void a_dead_slice_is_planned_as_if_for_the_first_time_and_gets_its_five_attempts_again() {
    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.PLANNED);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    assertThat(ledger.attemptsOf(slice)).isZero();
    assertThat(redrives()).isEqualTo(1);
    assertThat(
            ledger.number(
                """
                SELECT COUNT(*) FROM millrace_slice
                WHERE error IS NULL AND sent_at IS NULL AND ended_at IS NULL
                  AND retries = 0 AND first_failed_at IS NULL AND gateway_splits = 0
                  AND not_before <= NOW(3)"""))
        .isEqualTo(1);
    assertThat(ledger.runs().due(10)).extracting(Slice::id).containsExactly(slice);
    assertThat(slices.stream()).isEmpty();
    die();
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt")).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(names = "DEAD", mode = EnumSource.Mode.EXCLUDE)
  void a_slice_that_is_not_dead_stays_as_it_is(SliceState state) {
    ledger.state(slice, state);

    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.NOT_DEAD);

    assertThat(ledger.state(slice)).isEqualTo(state);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(Attempts.LIMIT);
    assertThat(redrives()).isZero();
  }

  @Test
  void a_slice_redriven_too_many_times_stays_dead() {
    for (int i = 0; i < MOST; i++) {
      assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
      die();
    }

    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.REDRIVEN_TOO_OFTEN);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
    assertThat(slices.redrive(slice, "T", MOST + 1)).isEqualTo(Redriven.PLANNED);
  }

  @Test
  void a_slice_that_is_not_in_the_ledger_under_this_type_is_unknown() {
    assertThat(slices.redrive(slice + 1, "T", MOST)).isEqualTo(Redriven.UNKNOWN);
    assertThat(slices.redrive(slice, "U", MOST)).isEqualTo(Redriven.UNKNOWN);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
  }

  @Test
  void dead_slices_are_read_in_pages_however_many_are_redriven_meanwhile() {
    ledger.update("DELETE FROM millrace_slice");
    ledger.plan(RunKind.BACKFILL, 1_200, "T");
    ledger.update("UPDATE millrace_slice SET state = 'dead'");
    Set<Long> met = new LinkedHashSet<>();

    Iterator<DeadSlice> dead = slices.stream().iterator();
    while (dead.hasNext()) {
      long id = dead.next().slice().id();
      ledger.state(id, SliceState.PLANNED);
      assertThat(met.add(id)).isTrue();
      if (met.size() == 700) {
        ledger.update("UPDATE millrace_slice SET state = 'done' WHERE state = 'dead'");
      }
    }

    assertThat(met).as("none of the third page").hasSize(1_000);
  }

  @Test
  void a_slice_of_a_removed_type_can_still_be_redriven() {
    ledger.update("DELETE FROM millrace_type");

    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
  }

  @Test
  void a_slice_of_a_run_that_is_being_cancelled_stays_dead_until_the_run_has_ended() {
    ledger.update("UPDATE millrace_run SET state = 'cancelled', ended_at = NULL");

    assertThat(slices.preview(slice, "T", MOST)).isEqualTo(Redriven.RUN_CANCELLED);
    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.RUN_CANCELLED);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
    assertThat(redrives()).isZero();
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
    assertThat(ledger.runs().due(10)).extracting(Slice::id).containsExactly(slice);
  }

  /** The redrive is committed first, so the cancellation ends its slice as one of the run. */
  @Test
  void a_cancellation_during_a_redrive_waits_for_it() throws Exception {
    try (Connection redrive = ledger.connect()) {
      assertThat(DeadSlices.redrive(redrive, slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
      Future<RunControl.Answer> cancel =
          threads.submit(() -> new RunControl(ledger.database()).cancel(ledger.runOf(slice)));
      ledger.awaitLockWait("millrace_run");
      redrive.commit();

      assertThat(cancel.get(15, TimeUnit.SECONDS)).isEqualTo(RunControl.Answer.CHANGED);
    }
    assertThat(ledger.state(slice)).isEqualTo(SliceState.CANCELLED);
  }

  @Test
  void a_preview_returns_the_same_and_changes_nothing() {
    assertThat(slices.preview(slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
    assertThat(slices.preview(slice, "T", 0)).isEqualTo(Redriven.REDRIVEN_TOO_OFTEN);
    assertThat(slices.preview(slice, "U", MOST)).isEqualTo(Redriven.UNKNOWN);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
    assertThat(redrives()).isZero();
  }

  @Test
  void the_dead_are_listed_with_their_reason() {
    long other = ledger.slice("T", 600, 1200);
    ledger.state(other, SliceState.DEAD);
    ledger.slice("T", 1200, 1800);

    assertThat(slices.stream())
        .containsExactly(
            new DeadSlice(
                new Slice(slice, RunKind.SCHEDULE, "T", new Window(0, 600)), "no luck", 0),
            new DeadSlice(
                new Slice(other, RunKind.SCHEDULE, "T", new Window(600, 1200)),
                "no reason was kept",
                0));
  }

  @Test
  void a_claim_during_a_redrive_waits_and_gets_the_slice() throws Exception {
    try (Connection redrive = ledger.connect()) {
      TypeLock.take(redrive, "T");
      Future<Claim> claim = threads.submit(() -> attempts.claim(slice, "T"));
      ledger.awaitLockWait("millrace_type");
      assertThat(DeadSlices.redrive(redrive, slice, "T", MOST)).isEqualTo(Redriven.PLANNED);
      redrive.commit();

      assertThat(claim.get(15, TimeUnit.SECONDS)).isInstanceOf(Claim.Claimed.class);
    }
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
  }

  @Test
  void a_redrive_during_the_last_failure_waits_and_finds_the_slice_dead() throws Exception {
    slices.redrive(slice, "T", MOST);
    failFourTimes();
    last = ledger.claim(attempts, slice, "T");

    try (Connection failure = ledger.connect()) {
      TypeLock.take(failure, "T");
      Future<Redriven> redriven = threads.submit(() -> slices.redrive(slice, "T", MOST));
      ledger.awaitLockWait("millrace_type");
      Sql.update(
          failure, "UPDATE millrace_attempt SET state = 'failed' WHERE number = ?", last.number());
      Sql.update(failure, "UPDATE millrace_slice SET state = 'dead' WHERE id = ?", slice);
      failure.commit();

      assertThat(redriven.get(15, TimeUnit.SECONDS)).isEqualTo(Redriven.PLANNED);
    }
    assertThat(redrives()).isEqualTo(2);
  }

  @Test
  void a_redrive_during_a_claim_does_not_change_the_claim() throws Exception {
    slices.redrive(slice, "T", MOST);

    try (Connection claim = ledger.connect()) {
      TypeLock.take(claim, "T");
      Future<Redriven> redriven = threads.submit(() -> slices.redrive(slice, "T", MOST));
      ledger.awaitLockWait("millrace_type");
      Sql.update(
          claim, "UPDATE millrace_slice SET state = 'running', attempts = 1 WHERE id = ?", slice);
      claim.commit();

      assertThat(redriven.get(15, TimeUnit.SECONDS)).isEqualTo(Redriven.NOT_DEAD);
    }
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
  }

  @Test
  void of_two_redrives_at_once_one_plans_the_slice() throws Exception {
    List<Redriven> both;
    try (Connection lock = ledger.connect()) {
      TypeLock.take(lock, "T");
      Future<Redriven> one = threads.submit(() -> slices.redrive(slice, "T", MOST));
      Future<Redriven> other = threads.submit(() -> slices.redrive(slice, "T", MOST));
      ledger.awaitLockWait("millrace_type");
      lock.commit();
      both = List.of(one.get(15, TimeUnit.SECONDS), other.get(15, TimeUnit.SECONDS));
    }

    assertThat(both).containsExactlyInAnyOrder(Redriven.PLANNED, Redriven.NOT_DEAD);
    assertThat(redrives()).isEqualTo(1);
  }

  @Test
  void an_attempt_from_before_can_do_nothing_to_the_slice_afterwards() {
    slices.redrive(slice, "T", MOST);
    Attempt heir = ledger.claim(attempts, slice, "T");

    attempts.giveBack(last, "late");
    attempts.fail(last, "late");

    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
    attempts.finish(heir);
    assertThat(slices.redrive(slice, "T", MOST)).isEqualTo(Redriven.NOT_DEAD);
  }

  private void die() {
    failFourTimes();
    last = ledger.claim(attempts, slice, "T");
    ledger.failing(slice, Attempts.DEAD_AFTER);
    assertThat(attempts.fail(last, "no luck")).isEqualTo(new Next.Dead());
  }

  private void failFourTimes() {
    for (int i = 1; i < Attempts.LIMIT; i++) {
      attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    }
  }

  private long redrives() {
    return ledger.number("SELECT replays FROM millrace_slice WHERE id = ?", slice);
  }
}
