package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.run.Runs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Slices that were sent and have been silent for a quarter of an hour. */
final class SilentSlicesTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Runs runs = ledger.runs();
  private final Attempts attempts = ledger.attempts("one");

  @Test
  void a_sent_slice_that_is_not_claimed_becomes_silent() {
    long slice = ledger.slice("T", 0, 60);
    runs.sent(runs.due(10));
    pass(Duration.ofMinutes(14));
    assertThat(silent()).isEmpty();

    pass(Duration.ofMinutes(2));

    assertThat(silent()).containsExactly(slice);
    runs.sent(runs.silent(Duration.ofMinutes(15), 10));
    assertThat(silent()).as("once sent again it has time again").isEmpty();
  }

  @Test
  void a_running_slice_is_never_silent() {
    long slice = ledger.slice("T", 0, 60);
    runs.sent(runs.due(10));
    Attempt attempt = ledger.claim(attempts, slice, "T");
    pass(Duration.ofHours(5));
    attempts.renew(attempt);

    assertThat(silent()).isEmpty();
    attempts.finish(attempt);
    assertThat(silent()).isEmpty();
  }

  /** Its message is known to be on the queue: the worker has just returned it. */
  @Test
  void a_returned_slice_becomes_silent_only_after_a_while() {
    long slice = ledger.slice("T", 0, 60);
    runs.sent(runs.due(10));
    Attempt attempt = ledger.claim(attempts, slice, "T");
    pass(Duration.ofHours(5));
    attempts.giveBack(attempt, "the source is unavailable");
    assertThat(silent()).isEmpty();

    pass(Duration.ofMinutes(16));

    assertThat(silent()).containsExactly(slice);
  }

  /** It has no message on the queue: the sweep sends one when its time has come. */
  @Test
  void a_slice_that_waits_for_its_next_attempt_is_due_and_never_silent() {
    long slice = ledger.slice("T", 0, 60);
    attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    pass(Duration.ofHours(2));

    assertThat(silent()).isEmpty();
    ledger.due(slice);
    assertThat(runs.due(10)).extracting(Slice::id).containsExactly(slice);
  }

  /** The message is lost together with the worker: a purged queue, a message that grew too old. */
  @Test
  void a_running_slice_of_a_dead_worker_becomes_silent() {
    long slice = ledger.slice("T", 0, 60);
    ledger.claim(attempts, slice, "T");
    pass(Duration.ofMinutes(14));
    assertThat(silent()).isEmpty();
    pass(Duration.ofMinutes(3));
    assertThat(silent()).containsExactly(slice);

    runs.sent(runs.silent(Duration.ofMinutes(15), 10));

    assertThat(silent()).isEmpty();
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    pass(Duration.ofMinutes(17));
    assertThat(silent()).containsExactly(slice);
    attempts.finish(ledger.claim(attempts, slice, "T"));
    assertThat(silent()).isEmpty();
  }

  @Test
  void a_revoked_slice_becomes_silent_after_a_while() {
    long slice = ledger.slice("T", 0, 60);
    ledger.claim(attempts, slice, "T");
    pass(Duration.ofMinutes(10));
    ledger.claim(attempts, ledger.slice("T", 0, 120), "T");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.SENT);
    assertThat(silent()).isEmpty();

    pass(Duration.ofMinutes(16));

    assertThat(silent()).contains(slice);
  }

  private List<Long> silent() {
    return runs.silent(Duration.ofMinutes(15), 10).stream().map(Slice::id).toList();
  }

  /** Lets time pass for the ledger. */
  private static void pass(Duration time) {
    ledger.update(
        "UPDATE millrace_slice SET sent_at = sent_at - INTERVAL ? SECOND,"
            + " planned_at = planned_at - INTERVAL ? SECOND",
        time.toSeconds(),
        time.toSeconds());
    ledger.update(
        "UPDATE millrace_attempt SET lease_until = lease_until - INTERVAL ? SECOND",
        time.toSeconds());
  }
}
