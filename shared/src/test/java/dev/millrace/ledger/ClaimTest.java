package dev.millrace.ledger;

import static dev.millrace.ledger.EmptyLedger.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Claim.Busy;
import dev.millrace.ledger.Claim.Claimed;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The states of a slice when its message arrives, and the ledger's answers. */
final class ClaimTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Attempts one = ledger.attempts("one");
  private final Attempts other = ledger.attempts("other");

  @ParameterizedTest
  @EnumSource(names = {"PLANNED", "SENT"})
  void a_slice_that_waits_is_claimed(SliceState state) {
    long slice = ledger.slice("T", 0, 600);
    ledger.state(slice, state);

    Attempt attempt = ledger.claim(one, slice, "T");

    assertThat(attempt.slice()).isEqualTo(slice);
    assertThat(attempt.run()).isEqualTo(ledger.runOf(slice));
    assertThat(attempt.type()).isEqualTo("T");
    assertThat(attempt.window()).isEqualTo(new Window(0, 600));
    assertThat(attempt.definitionVersion()).isEqualTo(EmptyLedger.VERSION);
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
    assertThat(ledger.stateOf(attempt)).isEqualTo("running");
    assertThat(ledger.text("SELECT worker FROM millrace_attempt")).isEqualTo("one");
  }

  @Test
  void the_lease_counts_from_now_by_the_clock_of_the_database() {
    Attempt attempt = ledger.claim(one, ledger.slice("T", 0, 600), "T");

    assertThat(
            ledger.number(
                "SELECT TIMESTAMPDIFF(SECOND, started_at, lease_until) FROM millrace_attempt"
                    + " WHERE number = ? AND started_at BETWEEN NOW() - INTERVAL 60 SECOND"
                    + " AND NOW(3)",
                attempt.number()))
        .isEqualTo(LEASE.toSeconds());
  }

  @Test
  void a_slice_under_a_live_lease_is_busy_until_it_ends() {
    long slice = ledger.slice("T", 0, 600);
    Attempt attempt = ledger.claim(one, slice, "T");

    Claim claim = other.claim(slice, "T");

    assertThat(claim)
        .isInstanceOfSatisfying(
            Busy.class, busy -> assertThat(busy.left()).isBetween(LEASE.minusSeconds(30), LEASE));
    assertThat(ledger.stateOf(attempt)).isEqualTo("running");
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
  }

  @Test
  void even_the_worker_that_holds_a_slice_does_not_get_it_twice() {
    long slice = ledger.slice("T", 0, 600);
    ledger.claim(one, slice, "T");

    assertThat(one.claim(slice, "T")).isInstanceOf(Busy.class);
  }

  @Test
  void a_slice_under_an_expired_lease_is_taken_over() {
    long slice = ledger.slice("T", 0, 600);
    Attempt first = ledger.claim(one, slice, "T");
    ledger.expire(first);

    Attempt second = ledger.claim(other, slice, "T");

    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(ledger.stateOf(first)).isEqualTo("revoked");
    assertThat(ledger.stateOf(second)).isEqualTo("running");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.RUNNING);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "SPLIT", "CANCELLED"})
  void an_ended_slice_needs_no_work(SliceState state) {
    long slice = ledger.slice("T", 0, 600);
    ledger.state(slice, state);

    assertThat(one.claim(slice, "T")).isEqualTo(new Claim.Ended(state));
    assertThat(ledger.state(slice)).isEqualTo(state);
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt")).isZero();
  }

  @Test
  void a_dead_slice_has_its_reason() {
    long slice = ledger.slice("T", 0, 600);
    ledger.update("UPDATE millrace_slice SET state = 'dead', error = 'no luck'");

    assertThat(one.claim(slice, "T")).isEqualTo(new Claim.Dead("no luck", ledger.runOf(slice)));
  }

  @Test
  void a_slice_that_is_not_in_the_ledger_under_this_type_is_unknown() {
    long slice = ledger.slice("T", 0, 600);

    assertThat(one.claim(slice + 1, "T")).isInstanceOf(Claim.UnknownSlice.class);
    assertThat(one.claim(slice, "U")).isInstanceOf(Claim.UnknownSlice.class);
    assertThat(one.claim(slice, "T ")).isInstanceOf(Claim.UnknownSlice.class);
    assertThat(ledger.state(slice)).isEqualTo(SliceState.PLANNED);
  }

  @ParameterizedTest
  @CsvSource({"V", "t", "' T'", "''"})
  void a_type_that_is_not_in_the_catalogue_is_unknown(String type) {
    long slice = ledger.slice("V", 0, 600);

    assertThat(one.claim(slice, type)).isInstanceOf(Claim.UnknownType.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 600", "599, 1200", "-600, 1", "1, 2", "-600, 1200", "0, 1", "599, 600"})
  void a_slice_that_overlaps_a_live_attempt_is_busy(long from, long to) {
    ledger.claim(one, ledger.slice("T", 0, 600), "T");
    long overlapping = ledger.slice("T", from, to);

    assertThat(other.claim(overlapping, "T"))
        .isInstanceOfSatisfying(
            Busy.class, busy -> assertThat(busy.left()).isGreaterThan(Duration.ofSeconds(30)));
    assertThat(ledger.state(overlapping)).isEqualTo(SliceState.PLANNED);
    assertThat(ledger.attemptsOf(overlapping)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"T, 600, 1200", "T, -600, 0", "U, 0, 600", "U, -600, 1200"})
  void a_slice_that_only_touches_or_has_another_type_is_free(String type, long from, long to) {
    ledger.claim(one, ledger.slice("T", 0, 600), "T");

    assertThat(other.claim(ledger.slice(type, from, to), type)).isInstanceOf(Claimed.class);
  }

  @Test
  void expired_attempts_that_overlap_are_revoked_and_their_slices_wait_again() {
    long left = ledger.slice("T", 0, 600);
    long right = ledger.slice("T", 600, 1200);
    Attempt first = ledger.claim(one, left, "T");
    Attempt second = ledger.claim(one, right, "T");
    ledger.expire(first);
    ledger.expire(second);

    Attempt wide = ledger.claim(other, ledger.slice("T", 0, 1200), "T");

    assertThat(List.of(ledger.stateOf(first), ledger.stateOf(second), ledger.stateOf(wide)))
        .containsExactly("revoked", "revoked", "running");
    assertThat(List.of(ledger.state(left), ledger.state(right)))
        .containsExactly(SliceState.SENT, SliceState.SENT);
    assertThat(ledger.attemptsOf(left)).as("a crash counts").isEqualTo(1);
    assertThat(one.claim(left, "T")).isInstanceOf(Busy.class);
  }

  @Test
  void one_live_attempt_among_expired_ones_keeps_the_slice_busy() {
    Attempt expired = ledger.claim(one, ledger.slice("T", 0, 600), "T");
    Attempt live = ledger.claim(one, ledger.slice("T", 600, 1200), "T");
    long wide = ledger.slice("T", 0, 1200);
    ledger.expire(expired);

    assertThat(other.claim(wide, "T")).isInstanceOf(Busy.class);
    assertThat(ledger.stateOf(live)).isEqualTo("running");
    assertThat(ledger.state(wide)).isEqualTo(SliceState.PLANNED);
  }

  @Test
  void of_many_that_claim_overlapping_slices_at_once_one_gets_its_own() throws Exception {
    int claimants = 6;
    List<Long> slices = new ArrayList<>();
    for (int i = 0; i < claimants; i++) {
      slices.add(ledger.slice("T", i, 600 + i));
    }
    CyclicBarrier together = new CyclicBarrier(claimants);

    List<Future<Claim>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long slice : slices) {
        answers.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  return one.claim(slice, "T");
                }));
      }
    }

    assertThat(answers).extracting(Future::get).filteredOn(Claimed.class::isInstance).hasSize(1);
    assertThat(answers)
        .extracting(Future::get)
        .filteredOn(Busy.class::isInstance)
        .hasSize(claimants - 1);
  }
}
