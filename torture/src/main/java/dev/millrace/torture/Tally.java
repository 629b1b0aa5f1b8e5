package dev.millrace.torture;

import dev.millrace.torture.traffic.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adds up the results of several seeds. Not thread-safe. */
final class Tally {

  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private final List<Duration> recoveries = new ArrayList<>();
  private int violated;
  private long slices;
  private long attempts;

  void add(CampaignResult result) {
    result.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
    recoveries.add(result.recovery());
    violated += result.violations() == 0 ? 0 : 1;
    slices += result.slices();
    attempts += result.attempts();
  }

  /** The number of seeds with a violation. */
  int violated() {
    return violated;
  }

  List<String> lines() {
    List<Duration> sorted = recoveries.stream().sorted().toList();
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%d seeds, %d with violations, %d slices done by %d attempts; at rest after p50 %.1f s,"
                + " max %.1f s",
            sorted.size(),
            violated,
            slices,
            attempts,
            sorted.get((sorted.size() - 1) / 2).toMillis() / 1000.0,
            sorted.getLast().toMillis() / 1000.0));
    lines.add(
        "faults: "
            + String.join(
                ", ",
                faults.entrySet().stream()
                    .map(entry -> entry.getKey().option() + " " + entry.getValue())
                    .toList()));
    return lines;
  }
}
