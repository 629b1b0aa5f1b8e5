package dev.millrace.ledger;

import java.time.Duration;

/** The next state of a slice whose attempt ended without importing it. */
public sealed interface Next {

  /** The slice is planned for its next attempt after that time. */
  record Waits(Duration time, Slice slice) implements Next {}

  /** The slice is dead: it had enough failures over enough time. */
  record Dead() implements Next {}

  /** The attempt or its slice had already ended: nothing has changed. */
  record Unchanged() implements Next {}
}
