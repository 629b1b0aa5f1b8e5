package dev.millrace.worker.slice;

import dev.millrace.ledger.Counts;
import dev.millrace.time.Window;

/** Learns how attempts at slices ended. Thread-safe. */
public interface SliceListener {

  /** Ignores everything. */
  SliceListener NONE = new SliceListener() {};

  /** All documents of the slice are written. */
  default void done(String type, Window window, Counts counts) {}

  /** A part of the documents is written; the slice is split. */
  default void split(String type, Counts counts) {}

  /** The attempt failed, or was interrupted. */
  default void failed(String type) {}
}
