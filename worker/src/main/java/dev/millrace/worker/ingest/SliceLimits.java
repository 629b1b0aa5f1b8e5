package dev.millrace.worker.ingest;

import java.time.Duration;

/**
 * How much of a slice is imported in one go; what goes beyond is split.
 *
 * @param documents that are fetched, at least 1
 * @param bytes of documents, at least 1
 * @param time that reading and writing take
 */
public record SliceLimits(long documents, long bytes, Duration time) {

  /** For slices that are never split. */
  public static final SliceLimits NONE =
      new SliceLimits(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));

  /** The same, with no more time than that. */
  public SliceLimits within(Duration most) {
    return most.compareTo(time) < 0 ? new SliceLimits(documents, bytes, most) : this;
  }
}
