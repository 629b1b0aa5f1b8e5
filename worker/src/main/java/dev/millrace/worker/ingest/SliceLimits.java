package dev.millrace.worker.ingest;

import java.time.Duration;

/**
 * How much of a slice is imported at once; a larger slice is split.
 *
 * @param documents number of fetched documents, at least 1
 * @param bytes of documents, at least 1
 * @param time for reading and writing
 */
public record SliceLimits(long documents, long bytes, Duration time) {

  /** For slices that are never split. */
  public static final SliceLimits NONE =
      new SliceLimits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));

  /** The same limits, with at most the given time. */
  public SliceLimits within(Duration most) {
    return most.compareTo(time) < 0 ? new SliceLimits(documents, bytes, most) : this;
  }
}
