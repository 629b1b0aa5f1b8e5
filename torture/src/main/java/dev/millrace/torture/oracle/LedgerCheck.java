package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.oracle.Spans.Span;
import dev.millrace.torture.source.Kind;
import dev.millrace.torture.source.Served;
import dev.millrace.torture.source.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Slices, attempts and coverage against each other and against what the source has answered. */
final class LedgerCheck {

  private static final String NOT_ACCOUNTED =
      """
      SELECT * FROM millrace_attempt
      WHERE fetched <> inserted + updated + unchanged + filtered + rejected + outside\
      """;

  private final Tables tables;
  private final World world;
  private final ProbeHistory history;

  LedgerCheck(Tables tables, World world, ProbeHistory history) {
    this.tables = tables;
    this.world = world;
    this.history = history;
  }

  List<Violation> run() throws SQLException {
    List<Violation> violations = new ArrayList<>();
    for (Row slice :
        tables.list("SELECT * FROM millrace_slice WHERE state IN ('planned', 'sent', 'running')")) {
      violations.add(violation("I3", "a slice stays open", slice));
    }
    for (Row attempt : tables.list("SELECT * FROM millrace_attempt WHERE state = 'running'")) {
      violations.add(violation("I6", "an attempt stays open", attempt));
    }
    for (Row attempt : tables.list(NOT_ACCOUNTED)) {
      violations.add(
          violation("I3", "the classes do not add up to the fetched documents", attempt));
    }
    for (Row attempt : tables.list("SELECT * FROM millrace_attempt WHERE state = 'done'")) {
      checkFetched(attempt, violations);
    }
    violations.addAll(history.violations(world));
    return violations;
  }

  /** A done attempt has taken all documents of one answer for its window. */
  private void checkFetched(Row attempt, List<Violation> violations) {
    Long number = history.answer(attempt.number("number"));
    Served served = number == null ? null : world.served(number);
    if (served == null) {
      return;
    }
    if (served.from() != attempt.number("window_from")
        || served.to() != attempt.number("window_to")) {
      violations.add(violation("I1", "the attempt wrote an answer for another window", attempt));
    } else if (served.documents() != attempt.number("fetched")) {
      violations.add(
          violation(
              "I3",
              "the source served %d documents, the attempt is done with %s"
                  .formatted(served.documents(), attempt.text("fetched")),
              attempt));
    }
  }

  /** What is covered is what was done, and what was asked for is covered, dead or cancelled. */
  List<Violation> coverage(Kind kind) throws SQLException {
    List<Violation> violations = new ArrayList<>();
    List<Span> covered = spans("SELECT * FROM millrace_coverage WHERE type = ?", kind);
    List<Span> done = slices(kind, "= 'done'");
    for (Span span : Spans.without(done, covered)) {
      violations.add(violation(kind, span, "was imported and is not covered"));
    }
    for (Span span : Spans.without(covered, done)) {
      violations.add(violation(kind, span, "is covered and no slice has imported it"));
    }
    long sum = covered.stream().mapToLong(span -> span.to() - span.from()).sum();
    long united = Spans.union(covered).stream().mapToLong(span -> span.to() - span.from()).sum();
    if (sum != united) {
      violations.add(violation(kind, covered.getFirst(), "begins a coverage whose spans overlap"));
    }
    List<Span> known = new ArrayList<>(covered);
    known.addAll(slices(kind, "IN ('dead', 'cancelled', 'planned', 'sent', 'running')"));
    for (Span span : Spans.without(slices(kind, "IS NOT NULL"), known)) {
      violations.add(violation(kind, span, "was asked for and is lost"));
    }
    return violations;
  }

  /** Seconds that are not covered although everything was imported. */
  List<Violation> gaps(Kind kind, long from, long to) throws SQLException {
    List<Span> covered = spans("SELECT * FROM millrace_coverage WHERE type = ?", kind);
    return Spans.without(List.of(new Span(from, to)), covered).stream()
        .map(span -> violation(kind, span, "is a gap"))
        .toList();
  }

  private List<Span> slices(Kind kind, String state) throws SQLException {
    return spans("SELECT * FROM millrace_slice WHERE type = ? AND state " + state, kind);
  }

  private List<Span> spans(String sql, Kind kind) throws SQLException {
    return tables.list(sql, kind.type()).stream()
        .map(row -> new Span(row.number("window_from"), row.number("window_to")))
        .toList();
  }

  private static Violation violation(String invariant, String what, Row row) {
    return new Violation(
        invariant, what, row.text("type"), row.number("window_from"), List.of(String.valueOf(row)));
  }

  private static Violation violation(Kind kind, Span span, String what) {
    return new Violation("I3", span + " " + what, kind.type(), span.from(), List.of());
  }
}
