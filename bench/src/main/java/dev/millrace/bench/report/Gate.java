package dev.millrace.bench;

/** A figure and the bound that it must keep. */
record Gate(String name, String bound, double value, boolean holds) {

  static Gate atLeast(String name, double least, double value) {
    return new Gate(name, "≥ " + least, value, value >= least);
  }

  static Gate atMost(String name, double most, double value) {
    return new Gate(name, "≤ " + most, value, value <= most);
  }
}
