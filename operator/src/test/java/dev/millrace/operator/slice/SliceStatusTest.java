package dev.millrace.operator.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Packet;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.SliceState;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.operator.slice.SliceStatus.Relative;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SliceStatusTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Attempts attempts = new Attempts(ledger.database(), "w/1", Duration.ofMinutes(5));

  @Test
  void halves_and_their_parents_are_found_at_every_level() {
    long whole = ledger.slice("T", 0, 40);
    split(whole);
    List<Relative> halves = status(whole).halves();
    split(halves.getFirst().id());
    split(status(halves.getFirst().id()).halves().getLast().id());
    SliceStatus quarter = status(status(halves.getFirst().id()).halves().getLast().id());

    assertThat(halves)
        .extracting(Relative::window)
        .containsExactly(new Window(0, 20), new Window(20, 40));
    assertThat(status(whole).halves()).extracting(Relative::id).isEqualTo(ids(halves));
    assertThat(status(whole).slice().state()).isEqualTo(SliceState.SPLIT);
    assertThat(quarter.parents())
        .extracting(Relative::id)
        .containsExactly(whole, halves.getFirst().id());
    assertThat(quarter.halves())
        .extracting(Relative::window)
        .containsExactly(new Window(10, 15), new Window(15, 20));
    assertThat(status(halves.getLast().id()).halves()).as("it is not split").isEmpty();
  }

  @Test
  void the_counts_are_those_of_the_attempt_that_finished() {
    long slice = ledger.slice("T", 0, 40);
    Attempt first = claim(slice);
    count(first, new Counts(5, 5, 0, 0, 0, 0, 0));
    attempts.giveBack(first, "the worker stops");
    Attempt second = claim(slice);
    count(second, new Counts(21, 1, 2, 3, 4, 5, 6));
    ledger.update(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES ('T', 'd1', ?, 'BAD_VALUE', 'secret', '/a', 'v', '{}', 1, NOW(3), NOW(3)),
          ('T', 'd2', 4711, 'BAD_VALUE', 'secret', '/a', 'v', '{}', 1, NOW(3), NOW(3))\
        """,
        slice);
    attempts.finish(second);
    SliceStatus status = status(slice);

    assertThat(status.attempts())
        .extracting(SliceAttempt::state)
        .containsExactly("returned", "done");
    assertThat(status.counted().orElseThrow().documents())
        .isEqualTo(new SliceAttempt.Documents(21, 1, 2, 3, 4, 5, 6));
    assertThat(status.counted().orElseThrow().documents().unaccounted()).isZero();
    assertThat(status.rejected())
        .containsExactly(new SliceStatus.Rejected("d1", "BAD_VALUE", "/a"));
    assertThat(SliceJson.of(status)).doesNotContain("secret");
  }

  @Test
  void a_slice_that_the_ledger_does_not_have_is_empty() {
    assertThat(SliceStatus.find(ledger.database(), 4711)).isEmpty();
  }

  private static List<Long> ids(List<Relative> slices) {
    return slices.stream().map(Relative::id).toList();
  }

  private static SliceStatus status(long slice) {
    return SliceStatus.find(ledger.database(), slice).orElseThrow();
  }

  private Attempt claim(long slice) {
    ledger.update(
        "UPDATE millrace_slice SET state = 'sent', not_before = NOW(3) WHERE id = ?", slice);
    return ((Claim.Claimed) attempts.claim(slice, "T")).attempt();
  }

  private void split(long slice) {
    attempts.split(claim(slice), "too large");
  }

  private static void count(Attempt attempt, Counts counts) {
    ledger
        .database()
        .transact(
            connection -> {
              Packet packet = new Packet();
              Attempts.count(packet, attempt, counts);
              packet.send(connection);
              return attempt;
            });
  }
}
