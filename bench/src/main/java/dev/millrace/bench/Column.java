package dev.millrace.bench;

/** The measurements of a contender in a scenario. */
enum Column {
  PER_SECOND("messages/s", "messages_per_second", 0),
  CALLS("calls per 1,000", "calls_per_1000", 0),
  P50("in queue p50, ms", "in_queue_p50_ms", 1),
  P99("in queue p99, ms", "in_queue_p99_ms", 1),
  IN_FLIGHT("in flight p99", "in_flight_p99", 0),
  KEPT("kept", "kept", 3),
  NOT_DELETED("processed, not deleted", "processed_not_deleted", 0),
  STOP("stop, s", "stop_seconds", 1),
  HEAP("heap, MB", "heap_mb", 0),
  CPU("CPU ms per 1,000", "cpu_ms_per_1000", 0);

  private final String heading;
  private final String key;
  private final int decimals;

  Column(String heading, String key, int decimals) {
    this.heading = heading;
    this.key = key;
    this.decimals = decimals;
  }

  String heading() {
    return heading;
  }

  /** In JSON. */
  String key() {
    return key;
  }

  String format(double value) {
    return ("%,." + decimals + "f").formatted(value);
  }

  /** The value for several runs: the median, but the worst for failures that must never happen. */
  double over(double[] sorted) {
    if (this == NOT_DELETED) {
      return sorted[sorted.length - 1];
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
