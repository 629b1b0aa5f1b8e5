package dev.millrace.queue.sqs;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Count, sum and maximum of measured durations. Thread-safe. */
public final class Durations {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /** Adds a duration; a negative one, from two clocks that differ, counts as zero. */
  public void add(Duration duration) {
    long taken = Math.max(duration.toNanos(), 0);
    count.increment();
    nanos.add(taken);
    longest.accumulate(taken);
  }

  public long count() {
    return count.sum();
  }

  public long nanos() {
    return nanos.sum();
  }

  public long longestNanos() {
    return longest.get();
  }
}
