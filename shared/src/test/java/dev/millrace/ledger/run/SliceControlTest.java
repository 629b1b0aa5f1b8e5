package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RevokedException;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.SliceControl.Answer;
import dev.millrace.operation.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SliceControlTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Attempts attempts = ledger.attempts("one");
  private final SliceControl control =
      new SliceControl(ledger.database(), new Operator("ann", "no luck"));

  @Test
  void a_slice_that_waits_after_a_failure_is_due_at_once_and_keeps_its_failures() {
    long slice = slice();
    attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    assertThat(due()).isZero();

    assertThat(control.redrive(slice)).isEqualTo(Answer.CHANGED);

    assertThat(due()).isEqualTo(1);
    assertThat(ledger.number("SELECT attempts * 10 + retries FROM millrace_slice")).isEqualTo(11);
  }

  @Test
  void a_dead_slice_is_planned_as_if_it_were_new() {
    long slice = slice();
    ledger.update(
        "UPDATE millrace_slice SET state = 'dead', attempts = 5, retries = 4, error = 'no luck'");

    assertThat(control.cancel(slice)).isEqualTo(Answer.DEAD);
    assertThat(control.redrive(slice)).isEqualTo(Answer.CHANGED);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    assertThat(ledger.number("SELECT attempts + retries FROM millrace_slice")).isZero();
  }

  @Test
  void a_cancelled_slice_takes_its_attempt_the_right_to_write() {
    long slice = slice();
    Attempt attempt = ledger.claim(attempts, slice, "T");
    assertThat(control.redrive(slice)).isEqualTo(Answer.UNDER_WAY);

    assertThat(control.cancel(slice)).isEqualTo(Answer.CHANGED);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.CANCELLED);
    assertThatThrownBy(() -> attempts.finish(attempt)).isInstanceOf(RevokedException.class);
    assertThat(control.cancel(slice)).isEqualTo(Answer.ENDED);
    assertThat(control.redrive(slice)).isEqualTo(Answer.ENDED);
  }

  @Test
  void a_planned_slice_is_cancelled_without_an_attempt_and_others_stay() {
    long slice = slice();
    long other = slice();

    assertThat(control.cancel(slice)).isEqualTo(Answer.CHANGED);

    assertThat(ledger.state(slice)).isEqualTo(SliceState.CANCELLED);
    assertThat(ledger.state(other)).isEqualTo(SliceState.PLANNED);
  }

  @Test
  void an_unknown_slice_is_named_so() {
    assertThat(control.redrive(4711)).isEqualTo(Answer.UNKNOWN);
    assertThat(control.cancel(4711)).isEqualTo(Answer.UNKNOWN);
  }

  private static long due() {
    return ledger.number(
        "SELECT COUNT(*) FROM millrace_slice WHERE state = 'planned' AND not_before <= NOW(3)");
  }

  private static long slice() {
    long run = ledger.plan(RunKind.SCHEDULE, 1, "T");
    return ledger.number("SELECT id FROM millrace_slice WHERE run = ?", run);
  }
}
