package dev.millrace.queue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * When to try a message again: exponential in its deliveries with full jitter, so anything up to 2
 * s, 4 s, 8 s, … 5 min.
 */
public final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 10;

  private BackOff() {}

  public static Duration after(Delivery delivery) {
    return after(delivery.receiveCount(), ThreadLocalRandom.current());
  }

  static Duration after(int deliveries, RandomGenerator random) {
    int doublings = Math.clamp(deliveries - 1, 0, MOST_DOUBLINGS);
    long longest = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
    return Duration.ofMillis(random.nextLong(1, longest + 1));
  }
}
