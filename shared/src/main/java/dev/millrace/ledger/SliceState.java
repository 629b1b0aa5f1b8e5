package dev.millrace.ledger;

import java.util.Locale;

/**
 * The state of a slice: planned → sent → running → done | split | dead | cancelled, and running →
 * planned or sent for another attempt.
 */
public enum SliceState {
  PLANNED,
  SENT,
  RUNNING,
  DONE,
  SPLIT,
  DEAD,
  CANCELLED;

  /** Its spelling in the ledger. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SliceState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether the slice still needs work. */
  public boolean open() {
    return this == PLANNED || this == SENT || this == RUNNING;
  }
}
