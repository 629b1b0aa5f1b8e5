package dev.millrace.queue.sqs;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long to wait between tries: the delay doubles with each try up to a longest one, and varies
 * at random so that clients do not retry in step.
 *
 * @param first the delay after the first try, before jitter
 * @param longest where the doubling ends, before jitter
 */
public record Backoff(Duration first, Duration longest, Jitter jitter) {

  private static final int MOST_DOUBLINGS = 20;

  /** The random share of the doubled delay to wait, between two bounds. */
  public enum Jitter {
    /** Anything up to the delay. */
    FULL(0, 1),
    /** Between half of the delay and all of it. */
    HALF(0.5, 1),
    /** From the delay itself to one and a half times the delay. */
    ABOVE(1, 1.5);

    private final double least;
    private final double most;

    Jitter(double least, double most) {
      this.least = least;
      this.most = most;
    }
  }

  public Backoff {
    if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "a back-off needs a positive first delay and a longest one above it, not %s and %s"
              .formatted(first, longest));
    }
  }

  /**
   * The delay before the next try, at least a millisecond.
   *
   * @param tries the number of tries so far, from 1
   */
  public Duration after(int tries) {
    return after(tries, ThreadLocalRandom.current());
  }

  Duration after(int tries, RandomGenerator random) {
    int doublings = Math.clamp(tries - 1L, 0, MOST_DOUBLINGS);
    long delay = Math.min(first.toMillis() << doublings, longest.toMillis());
    long least = Math.max(1, (long) (delay * jitter.least));
    long most = Math.max(least, (long) (delay * jitter.most));
    return Duration.ofMillis(random.nextLong(least, most + 1));
  }
}
