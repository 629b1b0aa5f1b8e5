package dev.millrace.queue;

import java.time.Duration;

/** The mean duration of the newest handlers. Not thread-safe. */
final class Pace {

  /** A duration weighs an eighth of the mean, so that one slow message is soon forgotten. */
  private static final double WEIGHT = 1.0 / 8;

  private double meanNanos = Double.POSITIVE_INFINITY;

  void add(long nanos) {
    double duration = Math.max(nanos, 1);
    meanNanos =
        Double.isInfinite(meanNanos) ? duration : meanNanos + WEIGHT * (duration - meanNanos);
  }

  /**
   * How many of them will probably end within the time, 0 before the first has ended.
   *
   * @param atOnce how many run at once
   */
  int endingWithin(Duration time, int atOnce) {
    return (int) Math.min(atOnce * (time.toNanos() / meanNanos), Integer.MAX_VALUE);
  }
}
