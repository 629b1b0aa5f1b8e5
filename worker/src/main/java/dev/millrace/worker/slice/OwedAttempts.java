package dev.millrace.worker.slice;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Attempts whose end could not be written because the ledger was unavailable. They are given back
 * as soon as it answers. Thread-safe.
 */
public final class OwedAttempts {

  private final Attempts attempts;
  private final Queue<Attempt> owed = new ConcurrentLinkedQueue<>();

  public OwedAttempts(Attempts attempts) {
    this.attempts = attempts;
  }

  void add(Attempt attempt) {
    owed.add(attempt);
  }

  /**
   * Gives the attempts back. Other callers wait, since one of them could claim a slice of these
   * first.
   */
  public synchronized void giveBack() {
    for (Attempt attempt = owed.peek(); attempt != null; attempt = owed.peek()) {
      attempts.giveBack(attempt, "the database was unavailable");
      owed.remove(attempt);
    }
  }
}
