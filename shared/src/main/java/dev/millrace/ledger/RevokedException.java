package dev.millrace.ledger;

/** The attempt may no longer write its slice. Its holder must stop. */
public final class RevokedException extends RuntimeException {

  public RevokedException(Attempt attempt) {
    super(
        "attempt %d at slice %d was revoked; the slice continues elsewhere"
            .formatted(attempt.number(), attempt.slice()));
  }
}
