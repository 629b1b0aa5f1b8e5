package dev.millrace.ledger;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a slice waits in the ledger for its next attempt: exponential in its retries with full
 * jitter, so anything up to 5 s, 20 s, 80 s, 5 min, 21 min, and then an hour. Pure.
 */
final class RetryDelay {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_GROWTH = 5;

  private RetryDelay() {}

  /** The delay after a number of retries. */
  static Duration after(int retries, RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(1, longest(retries).toMillis() + 1));
  }

  /** The longest delay after a number of retries: four times the one before, up to an hour. */
  static Duration longest(int retries) {
    Duration grown = FIRST.multipliedBy(1L << (2 * Math.clamp(retries, 0, MOST_GROWTH)));
    return grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
  }

  /**
   * The time itself and up to a quarter more, so that slices that wait for the same moment do not
   * return together.
   */
  static Duration spread(Duration time, RandomGenerator random) {
    return time.plusMillis(random.nextLong(time.toMillis() / 4 + 1));
  }
}
