package dev.millrace.bench.server;

/**
 * Counts calls, and times them by their action. Times are those of {@link System#nanoTime}.
 * Thread-safe.
 */
final class Calls {

  private static final double ALMOST_ALWAYS = 0.99;

  private final InFlight inFlight = new InFlight();
  private long all;
  private long firstReceive;
  private long lastDelete;
  private long allAtLastDelete;

  /** A call came in, for instance {@code AmazonSQS.ReceiveMessage}. */
  synchronized void asked(String target, long now) {
    all++;
    if (firstReceive == 0 && target.endsWith("ReceiveMessage")) {
      firstReceive = now;
    }
  }

  /** The server delivered a number of messages, or deleted them. */
  synchronized void acted(long received, long deleted, long now) {
    inFlight.change(received - deleted, now);
  }

  /** Its answer was sent. */
  synchronized void answered(String target, long now) {
    if (target.contains("DeleteMessage")) {
      lastDelete = now;
      allAtLastDelete = all;
    }
  }

  /**
   * The figures until now.
   *
   * @param left messages still on the queue, which only its owner knows
   */
  synchronized Traffic traffic(long left) {
    double seconds = lastDelete == 0 ? Double.NaN : (lastDelete - firstReceive) / 1e9;
    return new Traffic(seconds, allAtLastDelete, left, inFlight.within(ALMOST_ALWAYS));
  }
}
