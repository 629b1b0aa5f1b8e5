package dev.millrace.ledger;

import dev.millrace.database.Packet;

/** The attempt may no longer write its slice. Its holder must stop. */
public final class RevokedException extends RuntimeException {

  public RevokedException(Attempt attempt) {
    super(
        "attempt %d at slice %d was revoked; the slice continues elsewhere"
            .formatted(attempt.number(), attempt.slice()));
  }

  /**
   * Checks the answer of a statement that changes the attempt only while it is running.
   *
   * @throws RevokedException when it changed nothing; the caller rolls back
   */
  public static void check(Packet.Answer<Integer> running, Attempt attempt) {
    if (running.get() == 0) {
      throw new RevokedException(attempt);
    }
  }
}
