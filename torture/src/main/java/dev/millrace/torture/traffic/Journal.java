package dev.millrace.torture.traffic;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was done to the parts, and when. Thread-safe. */
public final class Journal {

  private final InstantSource clock;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);

  public Journal(InstantSource clock) {
    this.clock = clock;
  }

  /** One thing that was done. */
  public record Entry(Instant at, String what) {

    @Override
    public String toString() {
      return at + " " + what;
    }
  }

  synchronized void add(Fault fault, String what) {
    counts.merge(fault, 1, Integer::sum);
    add(fault.option() + ": " + what);
  }

  synchronized void add(String what) {
    entries.add(new Entry(clock.instant(), what));
  }

  /** How often each fault happened. */
  public synchronized Map<Fault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  public synchronized int faults() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What was done between two moments. */
  public synchronized List<Entry> between(Instant from, Instant to) {
    return entries.stream()
        .filter(entry -> !entry.at().isBefore(from) && !entry.at().isAfter(to))
        .toList();
  }

  public synchronized List<Entry> all() {
    return List.copyOf(entries);
  }
}
