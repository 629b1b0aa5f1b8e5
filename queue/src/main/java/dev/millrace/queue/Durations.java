package dev.millrace.queue;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long something took: how often, in all, and at most. Thread-safe. */
final class Durations {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /** One more; a negative one, which two clocks may find, counts as none. */
  void add(Duration duration) {
    long taken = Math.max(duration.toNanos(), 0);
    count.increment();
    nanos.add(taken);
    longest.accumulate(taken);
  }

  long count() {
    return count.sum();
  }

  long nanos() {
    return nanos.sum();
  }

  long longestNanos() {
    return longest.get();
  }
}
