package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.ledger.span.SliceSpans;
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
 * What is imported again since it has come of one of its type's ages. A watermark per type and age
 * says how far that has been planned, so downtime skips none; it stops where there is no room for
 * more, and the next tick goes on there.
 */
final class Rechecks {

  private Rechecks() {}

  /**
   * The slices of a type, oldest first; moves the watermarks. The caller holds the type's lock.
   *
   * @param now in unix seconds
   * @param most how many slices
   */
  static List<Window> plan(Connection connection, DocumentType type, long now, long most)
      throws SQLException {
    Map<Duration, Window> passed = new LinkedHashMap<>();
    for (Duration age : type.recheck()) {
      long to = now - age.toSeconds();
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

  /** Before which second nothing is left to be planned. */
  private static long planned(Spans due, List<Window> slices) {
    long end = slices.isEmpty() ? Long.MIN_VALUE : slices.getLast().to();
    Optional<Window> next = due.windows().stream().filter(window -> window.to() > end).findFirst();
    return next.map(window -> Math.max(window.from(), end)).orElse(Long.MAX_VALUE);
  }

  /**
   * What is imported, or is being fetched at this moment, which may have begun before it came of
   * age; without what a live slice will fetch yet, and what is held back.
   */
  private static Spans due(Connection connection, DocumentType type, Spans passed)
      throws SQLException {
    Optional<Window> hull = passed.hull();
    if (hull.isEmpty()) {
      return Spans.NONE;
    }
    String name = type.name();
    Spans running = SliceSpans.running(connection, name, hull.get());
    Spans waiting = SliceSpans.waitingOfLiveRuns(connection, name, hull.get());
    TypeFacts facts = TypeFacts.read(connection, type, hull.get());
    return passed.and(facts.covered().or(running)).without(waiting).without(facts.held());
  }
}
