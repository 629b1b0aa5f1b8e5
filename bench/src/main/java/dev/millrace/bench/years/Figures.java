package dev.millrace.bench.years;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Durations by what took them. Not thread-safe. */
final class Figures {

  /** In the order of the report. */
  static final List<String> NAMES = List.of("tick", "sweep", "claim", "finish", "status", "gaps");

  private final Map<String, List<Double>> millis = new LinkedHashMap<>();

  void time(String what, Runnable work) {
    long begun = System.nanoTime();
    work.run();
    millis.computeIfAbsent(what, _ -> new ArrayList<>()).add((System.nanoTime() - begun) / 1e6);
  }

  /** The median, in milliseconds. */
  double median(String what) {
    List<Double> sorted = millis.getOrDefault(what, List.of()).stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }
}
