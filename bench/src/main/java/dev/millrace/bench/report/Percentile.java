package dev.millrace.bench.report;

import java.util.List;

/** Percentiles of measured values. */
public final class Percentile {

  private Percentile() {}

  /**
   * The value that a share of the values does not exceed; NaN without values.
   *
   * @param share from 0 to 1
   */
  public static double of(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
  }
}
