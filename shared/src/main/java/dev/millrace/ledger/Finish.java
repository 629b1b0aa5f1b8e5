package dev.millrace.ledger;

import dev.millrace.bus.TableChanges;
import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import java.util.List;

/**
 * The end of an attempt whose slice is imported: attempt and slice are done, the window is covered
 * and the rows are noted, in two packets of one transaction, which may write the last documents as
 * well. Not thread-safe.
 */
public final class Finish {

  private static final String ATTEMPT_DONE =
      """
      UPDATE millrace_attempt SET state = 'done', ended_at = NOW(3), error = NULL
      WHERE number = ? AND state = 'running'""";

  private final Attempt attempt;
  private final Answer<List<Coverage.Span>> covered;

  private Finish(Attempt attempt, Answer<List<Coverage.Span>> covered) {
    this.attempt = attempt;
    this.covered = covered;
  }

  /**
   * Locks the type and reads its coverage.
   *
   * @param packet the first one of the transaction, before anything else is locked
   */
  public static Finish read(Packet packet, Attempt attempt) {
    LockedType.take(packet, attempt.type());
    return new Finish(attempt, Coverage.touching(packet, attempt.type(), windows(attempt)));
  }

  /**
   * Ends the attempt.
   *
   * @param packet a later one than {@link #read}'s, after the counts of the last documents
   * @return for {@link RevokedException#check}
   */
  public Answer<Integer> write(Packet packet) {
    Answer<Integer> running = packet.update(ATTEMPT_DONE, attempt.number());
    packet.update(SliceChange.IMPORTED.sql(), attempt.definitionVersion(), attempt.slice());
    Coverage.add(
        packet, attempt.type(), covered.get(), windows(attempt), attempt.definitionVersion());
    TableChanges.documents(packet, List.of(attempt.slice()));
    return running;
  }

  private static List<Window> windows(Attempt attempt) {
    return List.of(attempt.window());
  }
}
