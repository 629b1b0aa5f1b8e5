package dev.millrace.ledger;

import java.time.Duration;

/** What becomes of a slice whose attempt has ended without importing it. */
public sealed interface Next {

  /**
   * The slice is planned for its next try after that time.
   *
   * @param kind of the slice's run
   */
  record Waits(Duration time, RunKind kind) implements Next {}

  /** The slice is dead: it failed often enough for long enough. */
  record Dead() implements Next {}

  /** The attempt had ended before, or its slice: nothing has changed. */
  record Unchanged() implements Next {}
}
