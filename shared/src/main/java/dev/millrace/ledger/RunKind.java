package dev.millrace.ledger;

import java.util.Locale;

/** The trigger of a run. */
public enum RunKind {
  /** The tick's regular window. */
  SCHEDULE,
  /** Missing spans, found by a tick. */
  HEAL,
  /** Spans due for a recheck. */
  RECHECK,
  /** An operator or another system requested a window. */
  BACKFILL;

  /** Its spelling in the ledger. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
