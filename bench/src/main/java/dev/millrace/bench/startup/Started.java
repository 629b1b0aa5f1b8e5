package dev.millrace.bench.startup;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The cost of one start.
 *
 * @param millis from the start of the process until the first message was handled
 * @param peak maximum resident bytes until then; NaN where the system does not report them
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
