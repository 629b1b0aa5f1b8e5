package dev.millrace.bench.server;

import java.util.Map;
import java.util.TreeMap;

/**
 * The number of messages in flight as the queue counts them, delivered but not deleted, over time.
 * Times are those of {@link System#nanoTime}. Not thread-safe.
 */
final class InFlight {

  private final Map<Long, Long> nanosAt = new TreeMap<>();
  private long now;
  private long since;

  void change(long by, long nanos) {
    if (now > 0) {
      nanosAt.merge(now, nanos - since, Long::sum);
    }
    now += by;
    since = nanos;
  }

  /** The number that was not exceeded in this share of the time with any in flight. */
  long within(double share) {
    double left = share * nanosAt.values().stream().mapToLong(Long::longValue).sum();
    long level = 0;
    for (Map.Entry<Long, Long> at : nanosAt.entrySet()) {
      if (left <= 0) {
        return level;
      }
      level = at.getKey();
      left -= at.getValue();
    }
    return level;
  }
}
