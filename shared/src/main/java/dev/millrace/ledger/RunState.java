package dev.millrace.ledger;

import java.util.Locale;

/** An operator's decision about a run. */
public enum RunState {
  ACTIVE,
  /** Its slices are neither sent nor claimed until it is resumed. */
  PAUSED,
  /** Its open slices are cancelled. */
  CANCELLED;

  /** Its spelling in the ledger. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
