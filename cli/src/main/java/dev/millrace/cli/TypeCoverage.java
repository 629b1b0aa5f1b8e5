package dev.millrace.cli;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Coverage;
import dev.millrace.ledger.Schedule;
import dev.millrace.ledger.SliceSpans;
import dev.millrace.ledger.SliceState;
import dev.millrace.plan.Backfills;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How much of what is expected of a type is imported, and what becomes of the rest.
 *
 * @param covered of what is expected, as all that follows
 * @param underWay not covered, and planned, sent or running
 * @param dead not covered and given up
 * @param cancelled not covered and cancelled by a person
 * @param missing none of these: the next tick heals it
 */
record TypeCoverage(
    String type,
    Spans expected,
    Spans covered,
    Spans underWay,
    Spans dead,
    Spans cancelled,
    Spans missing) {

  private static final Set<SliceState> OPEN =
      EnumSet.of(SliceState.PLANNED, SliceState.SENT, SliceState.RUNNING);

  /**
   * What is expected begins with the type's {@code since}, else with the first second that the
   * schedule asked for, else with what was imported first. It ends with what was asked for last, or
   * with what has settled once that lies further back than a tick reaches.
   *
   * @param settled the end of what is expected, in unix seconds
   */
  static TypeCoverage of(Connection connection, DocumentType type, long settled)
      throws SQLException {
    // First what is open: a slice that is done a moment later is covered then.
    Spans open = SliceSpans.of(connection, type.name(), new Window(0, settled), OPEN);
    Spans covered = Coverage.spans(connection, type.name());
    OptionalLong from = from(connection, type, covered);
    if (from.isEmpty() || from.getAsLong() >= settled) {
      return new TypeCoverage(
          type.name(), Spans.NONE, Spans.NONE, Spans.NONE, Spans.NONE, Spans.NONE, Spans.NONE);
    }
    Spans asked = covered.or(open).or(decided(connection, type, settled));
    Window window = until(new Window(from.getAsLong(), settled), asked);
    Spans expected = Spans.of(window);
    Spans left = expected.without(covered);
    Spans underWay = left.and(open);
    left = left.without(underWay);
    Spans dead =
        left.and(SliceSpans.of(connection, type.name(), window, EnumSet.of(SliceState.DEAD)));
    left = left.without(dead);
    Spans cancelled =
        left.and(SliceSpans.of(connection, type.name(), window, EnumSet.of(SliceState.CANCELLED)));
    return new TypeCoverage(
        type.name(),
        expected,
        covered.and(expected),
        underWay,
        dead,
        cancelled,
        left.without(cancelled));
  }

  /** What was asked for lately, and has died or was cancelled. */
  private static Spans decided(Connection connection, DocumentType type, long settled)
      throws SQLException {
    Window recent = new Window(settled - Backfills.REGULAR.toSeconds(), settled);
    return SliceSpans.of(
        connection, type.name(), recent, EnumSet.of(SliceState.DEAD, SliceState.CANCELLED));
  }

  /** What is younger than a regular window is the next tick's, and no gap. */
  private static Window until(Window window, Spans asked) {
    long last = asked.hull().map(Window::to).orElse(window.from());
    return last > window.from() && window.to() - last <= Backfills.REGULAR.toSeconds()
        ? new Window(window.from(), Math.min(last, window.to()))
        : window;
  }

  private static OptionalLong from(Connection connection, DocumentType type, Spans covered)
      throws SQLException {
    if (type.since() != null) {
      return OptionalLong.of(type.since().getEpochSecond());
    }
    OptionalLong begun = Schedule.begun(connection, type.name());
    Optional<Window> hull = covered.hull();
    return begun.isPresent() || hull.isEmpty() ? begun : OptionalLong.of(hull.get().from());
  }

  /** The part of it that lies in the window. */
  TypeCoverage within(Window window) {
    Spans here = Spans.of(window);
    return new TypeCoverage(
        type,
        expected.and(here),
        covered.and(here),
        underWay.and(here),
        dead.and(here),
        cancelled.and(here),
        missing.and(here));
  }

  Spans gaps() {
    return expected.without(covered);
  }

  /** What is covered of what is expected; never 100 when anything is missing. */
  String percent() {
    return expected.isEmpty()
        ? "-"
        : format(
            ROOT, "%.2f %%", Math.floor(10_000.0 * covered.seconds() / expected.seconds()) / 100);
  }

  /** The gaps in order, cut where what becomes of them changes. */
  List<Gap> gapsByFate() {
    return Map.of("dead", dead, "under way", underWay, "cancelled", cancelled, "missing", missing)
        .entrySet()
        .stream()
        .flatMap(fate -> fate.getValue().windows().stream().map(gap -> new Gap(gap, fate.getKey())))
        .sorted(Comparator.comparingLong(gap -> gap.window().from()))
        .toList();
  }

  /**
   * A span that is not imported.
   *
   * @param fate what becomes of it: missing, under way, dead or cancelled
   */
  record Gap(Window window, String fate) {}
}
