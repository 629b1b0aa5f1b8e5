package dev.millrace.bench.report;

/** A figure and its bound. */
public record Gate(String name, String bound, double value, boolean holds) {

  public static Gate atLeast(String name, double least, double value) {
    return new Gate(name, "≥ " + least, value, value >= least);
  }

  public static Gate atMost(String name, double most, double value) {
    return new Gate(name, "≤ " + most, value, value <= most);
  }
}
