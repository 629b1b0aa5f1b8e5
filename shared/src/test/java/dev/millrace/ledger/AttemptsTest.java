package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Packet;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How attempts continue and end, and which ends count. */
final class AttemptsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");
  private final Attempts attempts = ledger.attempts("one");
  private long slice;

  @BeforeEach
  void a_planned_slice() {
    slice = ledger.slice("T", 0, 600);
  }

  @Test
  void a_finished_attempt_is_done_with_its_slice_and_covers_it() {
    Attempt attempt = ledger.claim(attempts, slice, "T").writtenAs("00000000000000bb");

    attempts.finish(attempt);

    assertThat(ledger.stateOf(attempt)).isEqualTo("done");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DONE);
    assertThat(ledger.text("SELECT definition_version FROM millrace_slice"))
        .isEqualTo("00000000000000bb");
    assertThat(ledger.coverage("T"))
        .containsExactly(new Coverage.Span(new Window(0, 600), "00000000000000bb"));
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt WHERE ended_at IS NOT NULL"))
        .isEqualTo(1);
  }

  @Test
  void a_split_slice_is_replaced_by_its_halves_in_the_same_run() {
    long odd = ledger.slice("T", 0, 301);
    Attempt attempt = ledger.claim(attempts, odd, "T");

    attempts.split(attempt, "too much");

    assertThat(ledger.state(odd)).isEqualTo(SliceState.SPLIT);
    assertThat(ledger.stateOf(attempt)).isEqualTo("split");
    assertThat(
            ledger.texts(
                """
                SELECT CONCAT_WS(' ', window_from, window_to, state, attempts)
                FROM millrace_slice WHERE run = ? AND id > ? ORDER BY id""",
                ledger.runOf(odd),
                odd))
        .containsExactly("0 150 planned 0", "150 301 planned 0");
    assertThat(ledger.coverage("T")).isEmpty();
    assertThat(attempts.claim(odd, "T")).isEqualTo(new Claim.Ended(SliceState.SPLIT));
  }

  @Test
  void a_second_is_not_split() {
    Attempt attempt = ledger.claim(attempts, ledger.slice("T", 0, 1), "T");

    assertThatThrownBy(() -> attempts.split(attempt, "too much"))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(ledger.stateOf(attempt)).isEqualTo("running");
  }

  @Test
  void an_attempt_ends_once() {
    Attempt attempt = ledger.claim(attempts, slice, "T");
    attempts.finish(attempt);

    assertThatThrownBy(() -> attempts.finish(attempt)).isInstanceOf(RevokedException.class);
    assertThat(attempts.fail(attempt, "late")).isEqualTo(new Next.Unchanged());
    assertThat(attempts.postpone(attempt, "late", Duration.ZERO)).isEqualTo(new Next.Unchanged());
    attempts.giveBack(attempt, "late");

    assertThat(ledger.stateOf(attempt)).isEqualTo("done");
    assertThat(ledger.state(slice)).isEqualTo(SliceState.DONE);
    assertThat(ledger.attemptsOf(slice)).isEqualTo(1);
  }

  @Test
  void a_slice_given_back_does_not_count_and_is_on_the_queue() {
    attempts.giveBack(ledger.claim(attempts, slice, "T"), "drained");

    assertThat(ledger.state(slice)).isEqualTo(SliceState.SENT);
    assertThat(ledger.attemptsOf(slice)).isZero();
    assertThat(attempts.claim(slice, "T")).isInstanceOf(Claim.Claimed.class);
  }

  @Test
  void a_success_nearby_is_one_of_the_same_run_and_type() {
    long run =
        ledger.run(
            LongStream.range(0, 12)
                .mapToObj(i -> new PlannedSlice("T", new Window(i * 600, i * 600 + 600)))
                .toList());
    List<Long> slices =
        ledger
            .texts("SELECT id FROM millrace_slice WHERE run = ? ORDER BY window_from", run)
            .stream()
            .map(Long::valueOf)
            .toList();
    Attempt first = ledger.claim(attempts, slices.getFirst(), "T");
    attempts.finish(ledger.claim(attempts, slices.get(11), "T"));
    assertThat(attempts.doneNearby(first)).as("too far away").isFalse();

    attempts.finish(ledger.claim(attempts, slices.get(7), "T"));

    assertThat(attempts.doneNearby(first)).isTrue();
  }

  /** Each character here is two Java chars and four bytes in the database. */
  @Test
  void an_error_is_truncated_to_its_column() {
    String error = "e" + "💥".repeat(3000);

    attempts.fail(ledger.claim(attempts, slice, "T"), error);

    assertThat(ledger.text("SELECT error FROM millrace_slice"))
        .startsWith("e💥💥")
        .doesNotContain("?");
    assertThat(ledger.text("SELECT error FROM millrace_attempt")).startsWith("e💥💥");
  }

  @Test
  void a_batch_holds_the_lease_and_adds_its_counts_when_it_is_committed() throws Exception {
    Attempt attempt = ledger.claim(attempts, slice, "T");
    ledger.expire(attempt);

    try (Connection batch = ledger.connect()) {
      attempts.fence(batch, attempt);
      Packet.send(batch, packet -> Attempts.count(packet, attempt, new Counts(15, 1, 2, 3, 4, 5)));
      batch.commit();
      attempts.fence(batch, attempt);
      Packet.send(batch, packet -> Attempts.count(packet, attempt, new Counts(15, 1, 2, 3, 4, 5)));
      batch.commit();
      attempts.fence(batch, attempt);
      Packet.send(batch, packet -> Attempts.count(packet, attempt, new Counts(15, 1, 2, 3, 4, 5)));
      batch.rollback();
    }

    assertThat(
            ledger.text(
                "SELECT CONCAT_WS(' ', fetched, inserted, updated, unchanged, filtered, rejected)"
                    + " FROM millrace_attempt"))
        .isEqualTo("30 2 4 6 8 10");
    assertThat(leaseLeft()).isGreaterThan(30);
  }

  @Test
  void a_lease_is_renewed_while_the_attempt_runs() {
    Attempt attempt = ledger.claim(attempts, slice, "T");
    ledger.expire(attempt);

    attempts.renew(attempt);

    assertThat(leaseLeft()).isGreaterThan(30);
    attempts.giveBack(attempt, "drained");
    assertThatThrownBy(() -> attempts.renew(attempt)).isInstanceOf(RevokedException.class);
  }

  @Test
  void counts_that_do_not_add_up_are_refused() {
    assertThatThrownBy(() -> new Counts(2, 1, 0, 0, 0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("2 documents were fetched, but 1 accounted for");
    assertThat(new Counts(1, 1, 0, 0, 0, 0).plus(new Counts(5, 1, 1, 1, 1, 1)))
        .isEqualTo(new Counts(6, 2, 1, 1, 1, 1));
  }

  private static long leaseLeft() {
    return ledger.number("SELECT TIMESTAMPDIFF(SECOND, NOW(3), lease_until) FROM millrace_attempt");
  }
}
