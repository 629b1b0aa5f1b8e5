package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class FailedAttemptsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");
  private final Attempts attempts = ledger.attempts("one");
  private long slice;

  @BeforeEach
  void a_planned_slice() {
    slice = ledger.slice("T", 0, 600);
  }

  @Test
  void a_failed_slice_waits_in_the_ledger_and_longer_each_time() {
    for (int i = 0; i < 6; i++) {
      Next next = attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");

      Duration longest = RetryDelay.longest(i);
      assertThat(next)
          .isInstanceOfSatisfying(
              Next.Waits.class,
              waits -> {
                assertThat(waits.time()).isPositive().isLessThanOrEqualTo(longest);
                assertThat(waits.slice().kind()).isEqualTo(RunKind.SCHEDULE);
              });
      assertThat(ledger.untilDue(slice)).isLessThanOrEqualTo(longest);
      assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    }
    assertThat(ledger.attemptsOf(slice)).isEqualTo(6);
    assertThat(ledger.text("SELECT error FROM millrace_slice")).isEqualTo("no luck");
  }

  @Test
  void a_slice_that_waits_is_neither_sent_nor_claimed_before_its_time() {
    attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    ledger.update("UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 MINUTE");

    assertThat(ledger.runs().due(10)).isEmpty();
    assertThat(attempts.claim(slice, "T")).isEqualTo(new Claim.Ended(SliceState.PLANNED));
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);

    ledger.due(slice);

    assertThat(ledger.runs().due(10)).extracting(Slice::id).containsExactly(slice);
    assertThat(attempts.claim(slice, "T"))
        .isInstanceOfSatisfying(
            Claim.Claimed.class, claimed -> assertThat(claimed.attempt().retries()).isEqualTo(1));
  }

  /** A delayed message of it, or a copy, arrived early. */
  @Test
  void an_early_message_leaves_the_slice_to_the_sweep() {
    attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    ledger.update("UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 MINUTE");
    ledger.state(slice, SliceState.SENT);

    assertThat(attempts.claim(slice, "T")).isEqualTo(new Claim.Ended(SliceState.PLANNED));

    ledger.due(slice);
    assertThat(ledger.runs().due(10)).extracting(Slice::id).containsExactly(slice);
  }

  @Test
  void a_slice_is_dead_after_five_failures_and_a_day_since_the_first() {
    for (int i = 1; i <= 20; i++) {
      assertThat(attempts.fail(ledger.claim(attempts, slice, "T"), "reason " + i))
          .isInstanceOf(Next.Waits.class);
    }
    ledger.failing(slice, Duration.ofHours(23));
    assertThat(attempts.fail(ledger.claim(attempts, slice, "T"), "a reason"))
        .isInstanceOf(Next.Waits.class);

    ledger.failing(slice, Duration.ofHours(24));
    Next next = attempts.fail(ledger.claim(attempts, slice, "T"), "the last reason");

    assertThat(next).isEqualTo(new Next.Dead());
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
    assertThat(attempts.claim(slice, "T"))
        .isEqualTo(new Claim.Dead("the last reason", ledger.runOf(slice)));
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt WHERE state = 'failed'"))
        .isEqualTo(22);
  }

  @Test
  void a_day_alone_does_not_kill_a_slice() {
    for (int i = 1; i < Attempts.LIMIT; i++) {
      attempts.fail(ledger.claim(attempts, slice, "T"), "reason " + i);
      ledger.failing(slice, Duration.ofDays(30));
    }
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);

    assertThat(attempts.fail(ledger.claim(attempts, slice, "T"), "reason 5"))
        .isEqualTo(new Next.Dead());
  }

  @Test
  void an_outage_does_not_count_however_long_it_is() {
    for (int i = 0; i < 2 * Attempts.LIMIT; i++) {
      assertThat(
              attempts.postpone(
                  ledger.claim(attempts, slice, "T"), "the source is unavailable", Duration.ZERO))
          .isInstanceOf(Next.Waits.class);
      assertThat(ledger.attemptsOf(slice)).isZero();
    }

    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
    assertThat(ledger.number("SELECT first_failed_at IS NULL FROM millrace_slice")).isEqualTo(1);
    assertThat(ledger.text("SELECT error FROM millrace_slice"))
        .isEqualTo("the source is unavailable");
    attempts.finish(ledger.claim(attempts, slice, "T"));
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_slice WHERE error IS NOT NULL"))
        .isZero();
  }

  @Test
  void a_wait_is_at_least_as_long_as_the_cause_asked_for() {
    Duration asked = Duration.ofMinutes(40);

    attempts.postpone(ledger.claim(attempts, slice, "T"), "wait", asked);

    assertThat(ledger.untilDue(slice))
        .isBetween(asked.minusSeconds(30), asked.multipliedBy(5).dividedBy(4));
  }

  @Test
  void a_postponed_slice_has_no_retry() {
    Duration time = Duration.ofMinutes(4);

    assertThat(attempts.postpone(slice, "T", "the source asked to wait", time))
        .isInstanceOf(Next.Waits.class);

    assertThat(ledger.untilDue(slice)).isBetween(time.minusSeconds(30), Duration.ofMinutes(5));
    assertThat(ledger.number("SELECT retries FROM millrace_slice")).isZero();
    Attempt running = ledger.claim(attempts, slice, "T");
    assertThat(attempts.postpone(slice, "T", "again", time)).isEqualTo(new Next.Unchanged());
    assertThat(ledger.stateOf(running)).isEqualTo("running");
  }

  @Test
  void the_first_crash_is_tried_again_at_once_and_later_ones_wait() {
    ledger.expire(ledger.claim(attempts, slice, "T"));
    Claim second = attempts.claim(slice, "T");
    assertThat(second)
        .isInstanceOfSatisfying(Claim.Claimed.class, claimed -> ledger.expire(claimed.attempt()));

    Claim third = attempts.claim(slice, "T");

    assertThat(third).isEqualTo(new Claim.Ended(SliceState.PLANNED));
    assertThat(ledger.attemptsOf(slice)).isEqualTo(2);
    assertThat(ledger.untilDue(slice)).isPositive();
    assertThat(ledger.running()).isEmpty();
  }

  @Test
  void a_crash_counts() {
    attempts.fail(ledger.claim(attempts, slice, "T"), "first");
    for (int i = 1; i < Attempts.LIMIT; i++) {
      Attempt crashing = ledger.claim(attempts, slice, "T");
      ledger.expire(crashing);
      if (i < Attempts.LIMIT - 1) {
        assertThat(attempts.claim(slice, "T")).isEqualTo(new Claim.Ended(SliceState.PLANNED));
      }
    }
    ledger.failing(slice, Attempts.DEAD_AFTER);

    Claim claim = attempts.claim(slice, "T");

    assertThat(claim)
        .isInstanceOfSatisfying(
            Claim.Dead.class,
            dead -> assertThat(dead.reason()).contains("5 attempts failed", "first"));
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DEAD);
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt WHERE state = 'running'"))
        .isZero();
    assertThat(attempts.claim(slice, "T")).isEqualTo(claim);
  }
}
