package dev.millrace.operator.deadletter;

import java.util.Locale;

/** The result of redriving a dead letter or dead slice. */
public enum RedriveResult {
  /** The message is on its queue again. */
  SENT,
  /** The slice is planned again. */
  PLANNED,
  /** Only the letter was deleted: its slice is no longer dead. */
  NOT_DEAD,
  /** Skipped: it has already been redriven too many times. */
  REDRIVEN_TOO_OFTEN,
  /** Skipped: the run of its slice is being cancelled; it can be redriven after that. */
  RUN_CANCELLED,
  /** Skipped: the ledger does not know its slice. */
  UNKNOWN_SLICE,
  /** Skipped: no definition of its document type is applied. */
  UNKNOWN_TYPE,
  /** Skipped: nothing in its window can be imported. */
  EMPTY_WINDOW,
  /** Skipped: a message of its kind belongs on another queue. */
  MISPLACED,
  /** Skipped: workers of this version cannot read it. */
  UNREADABLE,
  /** Skipped: with the redrive counter it would exceed the size limit of a message. */
  TOO_LARGE;

  /** Whether the letter is needed no longer; all others were skipped. */
  public boolean done() {
    return switch (this) {
      case SENT, PLANNED, NOT_DEAD -> true;
      case REDRIVEN_TOO_OFTEN,
          RUN_CANCELLED,
          UNKNOWN_SLICE,
          UNKNOWN_TYPE,
          EMPTY_WINDOW,
          MISPLACED,
          UNREADABLE,
          TOO_LARGE ->
          false;
    };
  }

  /** Its spelling in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
