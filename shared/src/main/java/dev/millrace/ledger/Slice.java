package dev.millrace.ledger;

import dev.millrace.time.Window;

/**
 * One type and a part of a window: one row of the ledger, one message.
 *
 * @param kind of the run that it belongs to
 * @param bulk whether its message goes to the backfill queue, so that scheduled slices do not wait
 *     for it
 */
public record Slice(long id, RunKind kind, String type, Window window, boolean bulk) {

  /** On the backfill queue only when it belongs to a backfill. */
  public Slice(long id, RunKind kind, String type, Window window) {
    this(id, kind, type, window, kind == RunKind.BACKFILL);
  }
}
