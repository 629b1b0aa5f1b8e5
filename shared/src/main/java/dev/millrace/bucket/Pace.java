package dev.millrace.bucket;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Sizes the next piece of a long job by the duration of the last one: twice as large after a short
 * piece, half as large after a long one. Not thread-safe.
 */
public final class Pace {

  private static final long SHORT_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LONG_NANOS = Duration.ofSeconds(2).toNanos();

  private final LongSupplier nanoTime;
  private final long least;
  private final long most;
  private long size;
  private long begunNanos;

  /**
   * The first piece begins now.
   *
   * @param nanoTime such as {@link System#nanoTime}
   * @param first the size of the first piece
   */
  public Pace(LongSupplier nanoTime, long first, long least, long most) {
    this.nanoTime = nanoTime;
    this.least = least;
    this.most = most;
    this.size = first;
    this.begunNanos = nanoTime.getAsLong();
  }

  /** The size of the current piece. */
  public long size() {
    return size;
  }

  /** A piece has ended and the next one begins. */
  public void next() {
    long now = nanoTime.getAsLong();
    long took = now - begunNanos;
    begunNanos = now;
    if (took < SHORT_NANOS) {
      size = Math.min(2 * size, most);
    } else if (took > LONG_NANOS) {
      size = Math.max(size / 2, least);
    }
  }
}
