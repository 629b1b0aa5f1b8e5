package dev.millrace.ledger;

import java.util.Locale;

/** What made a run. */
public enum RunKind {
  /** The tick's regular window. */
  SCHEDULE,
  /** A person or another system asked for a window. */
  BACKFILL;

  /** As the ledger spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
