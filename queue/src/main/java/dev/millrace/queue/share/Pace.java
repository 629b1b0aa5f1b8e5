package dev.millrace.queue.share;

import java.time.Duration;

/** The mean duration of the newest handlers. Not thread-safe. */
final class Pace {

  /** Each duration has a weight of one eighth, so that a single slow message has a short effect. */
  private static final double WEIGHT = 1.0 / 8;

  private double meanNanos = Double.POSITIVE_INFINITY;

  /**
   * A handler has ended.
   *
   * @param nanos how long it ran
   */
  void add(long nanos) {
    double duration = Math.max(nanos, 1);
    meanNanos =
        Double.isInfinite(meanNanos) ? duration : meanNanos + WEIGHT * (duration - meanNanos);
  }

  /** Zero before the first has ended. */
  Duration mean() {
    return Duration.ofNanos(Double.isInfinite(meanNanos) ? 0 : (long) meanNanos);
  }

  /**
   * The number of handlers that will probably end within the time; 0 before the first has ended.
   *
   * @param atOnce the number of running handlers
   */
  int endingWithin(Duration time, int atOnce) {
    return (int) Math.min(atOnce * (time.toNanos() / meanNanos), Integer.MAX_VALUE);
  }
}
