package dev.millrace.ledger.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Packet;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.ledger.run.RunSummary;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class FoldedTotalsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Attempts attempts = ledger.attempts("one");

  /** Attempts of every end, with other counts in each, and a fold in two parts. */
  @Test
  void totals_over_mixed_attempts_are_what_the_run_showed() {
    long run = ledger.plan(RunKind.BACKFILL, 5, "T");
    List<Long> slices =
        ledger.texts("SELECT id FROM millrace_slice WHERE run = ? ORDER BY id", run).stream()
            .map(Long::valueOf)
            .toList();
    attempts.fail(counted(slices.get(0), new Counts(7, 3, 1, 1, 1, 1)), "broken");
    attempts.giveBack(counted(slices.get(0), new Counts(11, 2, 3, 1, 4, 1)), "unavailable");
    attempts.finish(counted(slices.get(0), new Counts(23, 5, 6, 7, 2, 3)));
    attempts.fail(counted(slices.get(1), new Counts(13, 4, 4, 2, 2, 1)), "broken");
    ledger.state(slices.get(1), SliceState.SPLIT);
    attempts.fail(counted(slices.get(2), new Counts(17, 8, 0, 5, 1, 3)), "broken");
    ledger.state(slices.get(2), SliceState.DEAD);
    attempts.fail(counted(slices.get(3), new Counts(19, 9, 1, 3, 4, 2)), "broken");
    ledger.state(slices.get(3), SliceState.CANCELLED);
    attempts.finish(counted(slices.get(4), new Counts(29, 9, 1, 8, 5, 6)));
    ledger.update("UPDATE millrace_slice SET ended_at = NOW(3)");
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
    ledger.update("UPDATE millrace_run SET ended_at = NOW(3) - INTERVAL 91 DAY");
    RunSummary before = summary(run);

    assertThat(fold()).isEqualTo(4);

    assertThat(summary(run)).as("in part").isEqualTo(before);
    ledger.state(slices.get(2), SliceState.CANCELLED);
    RunSummary dropped = summary(run);
    ledger.update("UPDATE millrace_run SET folded_at = NOW(3) - INTERVAL 8 DAY");
    assertThat(fold()).isEqualTo(1);
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_attempt")).isZero();
    assertThat(summary(run)).isEqualTo(dropped);
    assertThat(summary(run).counts()).isEqualTo(before.counts());
    assertThat(before.counts())
        .isEqualTo(new RunSummary.Documents(23 + 29, 40, 16, 2 + 5, 3 + 6, 0, 119));
  }

  private Attempt counted(long slice, Counts counts) {
    Attempt attempt = ledger.claim(attempts, slice, "T");
    ledger
        .database()
        .transact(
            connection -> {
              Packet.send(connection, packet -> Attempts.count(packet, attempt, counts));
              return attempt;
            });
    return attempt;
  }

  private static int fold() {
    return new History(ledger.database(), System::nanoTime).fold(Duration.ofDays(90));
  }

  private static RunSummary summary(long run) {
    return ledger.database().transact(connection -> RunSummary.find(connection, run)).orElseThrow();
  }
}
