package dev.millrace.queue;

import java.time.Duration;

/**
 * How long to wait for a call to fill up. What is far from full waits the whole time, one that
 * lacks an entry or two hardly at all: a message that takes long must not make the nine beside it
 * wait, again and again.
 */
final class Linger {

  /** Lacking fewer than this, the wait shrinks with the square of what is missing. */
  private static final int ALMOST_FULL = 4;

  private Linger() {}

  /** Whether the wait depends on how many are missing. */
  static boolean almost(int missing) {
    return missing < ALMOST_FULL;
  }

  /** In nanoseconds. */
  static long of(Duration longest, int missing) {
    int share = Math.min(missing * missing, ALMOST_FULL * ALMOST_FULL);
    return longest.toNanos() * share / (ALMOST_FULL * ALMOST_FULL);
  }
}
