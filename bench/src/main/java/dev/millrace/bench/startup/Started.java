package dev.millrace.bench.startup;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one start took.
 *
 * @param millis from the start of the process until the first message was handled
 * @param peak bytes of memory resident at most, until then; NaN where the system does not tell
 */
record Started(double millis, double peak) {

  static Started median(List<Started> all) {
    return new Started(median(all, Started::millis), median(all, Started::peak));
  }

  private static double median(List<Started> all, ToDoubleFunction<Started> figure) {
    double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
