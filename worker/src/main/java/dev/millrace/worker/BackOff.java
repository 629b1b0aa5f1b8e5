package dev.millrace.worker;

import dev.millrace.queue.Delivery;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When to try a message again: exponential in its deliveries, with full jitter. */
final class BackOff {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private BackOff() {}

  static Duration after(Delivery delivery) {
    int doublings = Math.min(delivery.receiveCount() - 1, 10);
    long longest = Math.min(FIRST.toMillis() << doublings, LONGEST.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, longest + 1));
  }
}
