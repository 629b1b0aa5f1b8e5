package dev.millrace.ledger;

/** The attempt is no longer the one that may write its slice. Whoever holds it must stop. */
public final class RevokedException extends RuntimeException {

  public RevokedException(Attempt attempt) {
    super(
        "attempt %d at slice %d was revoked; the slice continues elsewhere"
            .formatted(attempt.number(), attempt.slice()));
  }
}
