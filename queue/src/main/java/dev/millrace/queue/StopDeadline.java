package dev.millrace.queue;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;

/** Whether a consumer stops, and until when its handlers may run then. Thread-safe. */
final class StopDeadline {

  private final LongSupplier nanoTime;
  private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  private volatile long nanos;
  private volatile boolean stopping;

  StopDeadline(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void begin(Duration grace) {
    nanos = nanoTime.getAsLong() + grace.toNanos();
    stopping = true;
  }

  boolean stopping() {
    return stopping;
  }

  /** A handler ran for this long. */
  void ran(long handlerNanos) {
    slowest.accumulate(handlerNanos);
  }

  /** Whether a handler may begin: before a stop, or if the slowest so far would be in time. */
  boolean fits() {
    return !stopping || (slowest.get() > 0 && slowest.get() < nanos - nanoTime.getAsLong());
  }

  boolean passed() {
    return stopping && nanoTime.getAsLong() - nanos >= 0;
  }
}
