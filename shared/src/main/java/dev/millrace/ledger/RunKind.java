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

  /**
   * As SQL: whether the messages of run {@code r} go to the backfill queue, as those of every
   * backfill and of large runs of other kinds do.
   */
  public static final String IS_BULK = "r.bulk OR r.kind = 'backfill'";

  /** Its spelling in the ledger. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
