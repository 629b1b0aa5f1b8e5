package dev.millrace.bench.server;

import java.util.Map;
import java.util.TreeMap;

/** Counts calls by their action. Times are those of {@link System#nanoTime}. Thread-safe. */
final class Calls {

  private final Map<String, Long> counts = new TreeMap<>();
  private long all;
  private long firstReceive;
  private long lastDelete;
  private long allAtLastDelete;

  /** A call came in, for instance {@code AmazonSQS.ReceiveMessage}. */
  synchronized void asked(String target, long now) {
    all++;
    counts.merge(target, 1L, Long::sum);
    if (firstReceive == 0 && target.endsWith("ReceiveMessage")) {
      firstReceive = now;
    }
  }

  /** Its answer was handed out. */
  synchronized void answered(String target, long now) {
    if (target.contains("DeleteMessage")) {
      lastDelete = now;
      allAtLastDelete = all;
    }
  }

  synchronized Traffic traffic(long left) {
    return new Traffic((lastDelete - firstReceive) / 1e9, allAtLastDelete, left);
  }

  @Override
  public synchronized String toString() {
    return counts.toString();
  }
}
