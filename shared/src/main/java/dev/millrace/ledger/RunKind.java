package dev.millrace.ledger;

import java.util.Locale;

/** What made a run. */
public enum RunKind {
  /** The tick's regular window. */
  SCHEDULE,
  /** What was expected and is missing, found by a tick. */
  HEAL,
  /** What has come of an age at which it is imported again. */
  RECHECK,
  /** A person or another system asked for a window. */
  BACKFILL;

  /** As the ledger spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunKind parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
