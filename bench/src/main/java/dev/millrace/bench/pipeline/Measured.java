package dev.millrace.bench.pipeline;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One run of a contender, or the medians of several.
 *
 * @param seconds from the first message that could be received to the last bucket that was counted
 * @param counters of the database server
 * @param workerSeconds processor time of the contender's processes
 * @param databaseSeconds processor time of the database server
 * @param calls to SQS until the last message was deleted
 */
record Measured(
    int slices,
    long documents,
    double seconds,
    Counters counters,
    double workerSeconds,
    double databaseSeconds,
    long calls) {

  double slicesPerSecond() {
    return slices / seconds;
  }

  double documentsPerSecond() {
    return documents / seconds;
  }

  double statements() {
    return (double) counters.statements() / slices;
  }

  double commits() {
    return (double) counters.commits() / slices;
  }

  double logWrites() {
    return (double) counters.logWrites() / slices;
  }

  double rows() {
    return (double) counters.rows() / slices;
  }

  double workerMillis() {
    return 1000 * workerSeconds / slices;
  }

  double databaseMillis() {
    return 1000 * databaseSeconds / slices;
  }

  /** Of workers and database together. */
  double processorMillis() {
    return workerMillis() + databaseMillis();
  }

  double callsPerSlice() {
    return (double) calls / slices;
  }

  /** The median of a figure; NaN without runs. */
  static double median(List<Measured> runs, ToDoubleFunction<Measured> figure) {
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
