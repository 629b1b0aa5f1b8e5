package dev.millrace.operator.deadletter;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Limits actions to a number per second. Not thread-safe. */
public final class Rate {

  private final Duration interval;
  private final LongSupplier nanoTime;
  private long nextNanos;

  private Rate(Duration interval, LongSupplier nanoTime) {
    this.interval = interval;
    this.nanoTime = nanoTime;
    this.nextNanos = nanoTime.getAsLong();
  }

  /** Without a limit. */
  public static Rate unlimited() {
    return new Rate(Duration.ZERO, () -> 0);
  }

  /**
   * A number of actions per second.
   *
   * @param nanoTime such as {@link System#nanoTime}
   */
  public static Rate perSecond(int rate, LongSupplier nanoTime) {
    return new Rate(Duration.ofSeconds(1).dividedBy(rate), nanoTime);
  }

  /** The interval between two actions; zero without a limit. */
  Duration interval() {
    return interval;
  }

  /**
   * Waits until the next action may happen. The first one may happen at once.
   *
   * @throws InterruptedException when this thread is interrupted, also when there is no wait
   */
  public void await() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted between two dead letters");
    }
    long now = nanoTime.getAsLong();
    if (nextNanos - now > 0) {
      Thread.sleep(Duration.ofNanos(nextNanos - now));
    }
    nextNanos = Math.max(nextNanos, now) + interval.toNanos();
  }
}
