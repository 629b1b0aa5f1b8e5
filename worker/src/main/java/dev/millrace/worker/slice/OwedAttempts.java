package dev.millrace.worker.slice;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The attempts whose end could not be written to the ledger, since it was unavailable: they are
 * given back as soon as it answers. Thread-safe.
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

  /** Gives them back. All others wait for that, or one of them could claim the slice before. */
  public synchronized void giveBack() {
    for (Attempt attempt = owed.peek(); attempt != null; attempt = owed.peek()) {
      attempts.giveBack(attempt, "the database was unavailable");
      owed.remove(attempt);
    }
  }
}
