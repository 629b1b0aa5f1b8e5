package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.run.SliceSpans;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rechecks: spans that are imported again at the ages of their type. A watermark per type and age
 * marks the progress, so downtime skips none; it stops when the limit of slices is reached, and the
 * next tick continues there.
 */
final class Rechecks {

  private Rechecks() {}

  /**
   * The slices of a type, oldest first; moves the watermarks. The caller holds the type's lock.
   *
   * @param now in unix seconds
   * @param most maximum number of slices
   */
  static List<Window> plan(Connection connection, DocumentType type, long now, long most)
      throws SQLException {
    Map<Duration, Window> passed = new LinkedHashMap<>();
    for (Duration age : type.schedule().recheck()) {
      long to = Window.floor(now - age.toSeconds(), type.grain());
      long from = Schedule.rechecked(connection, type.name(), age).orElse(to);
      if (from < to) {
        passed.put(age, new Window(from, to));
      } else {
        Schedule.recheckedTo(connection, type.name(), age, to);
      }
    }
    Spans due = due(connection, type, Spans.of(passed.values()));
    List<Window> slices = Healing.oldestFirst(type, due, most);
    long planned = planned(due, slices);
    for (Map.Entry<Duration, Window> age : passed.entrySet()) {
      Window window = age.getValue();
      Schedule.recheckedTo(
          connection, type.name(), age.getKey(), Math.clamp(planned, window.from(), window.to()));
    }
    return slices;
  }

  /** The second before which everything is planned. */
  private static long planned(Spans due, List<Window> slices) {
    long end = slices.isEmpty() ? Long.MIN_VALUE : slices.getLast().to();
    Optional<Window> next = due.windows().stream().filter(window -> window.to() > end).findFirst();
    return next.map(window -> Math.max(window.from(), end)).orElse(Long.MAX_VALUE);
  }

  /**
   * Spans that are imported, or being fetched now, possibly since before they reached the age;
   * without those that a scheduled slice will still fetch, and those held back.
   */
  private static Spans due(Connection connection, DocumentType type, Spans passed)
      throws SQLException {
    Optional<Window> hull = passed.hull();
    if (hull.isEmpty()) {
      return Spans.NONE;
    }
    String name = type.name();
    Spans running = SliceSpans.running(connection, name, hull.get());
    Spans waiting = SliceSpans.waitingWithoutBackfills(connection, name, hull.get());
    TypeFacts facts = TypeFacts.read(connection, type, hull.get());
    return passed.and(facts.covered().or(running)).without(waiting).without(facts.held());
  }
}
