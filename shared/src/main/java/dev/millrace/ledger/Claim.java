package dev.millrace.ledger;

import java.time.Duration;

/** What the ledger answers to a worker that wants to import a slice. */
public sealed interface Claim {

  /** The slice is yours until the lease ends. */
  record Claimed(Attempt attempt) implements Claim {}

  /**
   * A live attempt of the same type overlaps the slice, or one that has a batch open; come back
   * within that time, when its lease ends.
   */
  record Busy(Duration left) implements Claim {}

  /**
   * The slice has ended as done, split or cancelled, or is planned: its run is paused, or its next
   * try is not due yet, which the sweep will send. Nothing is to be done.
   */
  record Settled(SliceState state) implements Claim {}

  /** The slice is dead; the run is the one that it belongs to. */
  record Dead(String reason, long run) implements Claim {}

  /** The ledger knows no such slice. */
  record UnknownSlice() implements Claim {}

  /** The catalogue knows no such type. */
  record UnknownType() implements Claim {}
}
