package dev.millrace.ledger;

import java.util.Locale;

/**
 * Where a slice stands: planned → sent → running → done | split | dead | cancelled, and running →
 * sent when it is to be tried again.
 */
public enum SliceState {
  PLANNED,
  SENT,
  RUNNING,
  DONE,
  SPLIT,
  DEAD,
  CANCELLED;

  /** As the ledger spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static SliceState parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether work is still to come. */
  public boolean open() {
    return this == PLANNED || this == SENT || this == RUNNING;
  }
}
