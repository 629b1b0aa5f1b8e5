package dev.millrace.ledger;

import java.util.Locale;

/** What a person has decided about a run. */
public enum RunState {
  ACTIVE,
  /** Nothing of it is sent or begun until it is resumed. */
  PAUSED,
  /** What of it was open is cancelled. */
  CANCELLED;

  /** As the ledger spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RunState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
