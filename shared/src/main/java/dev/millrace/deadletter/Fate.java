package dev.millrace.deadletter;

import java.util.Locale;

/** What became of something dead that an operator wanted to be tried again. */
public enum Fate {
  /** The message is on its queue again. */
  SENT,
  /** The slice is planned again. */
  PLANNED,
  /** Only the letter was deleted: its slice is not dead any more. */
  SETTLED,
  /** Left alone: it was tried again too often. */
  REPLAYED_TOO_OFTEN,
  /** Left alone: the run of its slice is being cancelled; it can be tried again after that. */
  RUN_CANCELLED,
  /** Left alone: the ledger does not know its slice. */
  UNKNOWN_SLICE,
  /** Left alone: with the count of its replays it is larger than a message may be. */
  TOO_LARGE;

  /** As JSON spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
