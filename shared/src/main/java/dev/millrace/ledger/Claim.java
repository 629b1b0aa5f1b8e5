package dev.millrace.ledger;

import java.time.Duration;

/** The ledger's answer to a worker that claims a slice. */
public sealed interface Claim {

  /** The caller owns the slice until the lease ends. */
  record Claimed(Attempt attempt) implements Claim {}

  /**
   * An attempt of the same type that is live, or has an open batch, overlaps the slice; retry
   * within that time, when its lease ends.
   */
  record Busy(Duration left) implements Claim {}

  /**
   * The fetch that began before the claim may be outdated: the definition has changed, or another
   * attempt has written documents of the slice. Claim first, then fetch.
   */
  record Outdated() implements Claim {}

  /**
   * The slice has ended as done, split or cancelled, or is planned: its run is paused, or its next
   * attempt is not due yet and the sweep will send it; or it ended so long ago that the ledger has
   * only totals of it. There is nothing to do.
   */
  record Ended(SliceState state) implements Claim {}

  /** The slice is dead; the run is its own. */
  record Dead(String reason, long run) implements Claim {}

  /** The ledger does not have this slice. */
  record UnknownSlice() implements Claim {}

  /** The catalogue does not have this type. */
  record UnknownType() implements Claim {}
}
