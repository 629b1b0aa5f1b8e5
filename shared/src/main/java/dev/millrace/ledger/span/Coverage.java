package dev.millrace.ledger.span;

import dev.millrace.database.Database;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The imported spans: disjoint per type, each with the definition that wrote it. Spans of the same
 * definition that touch are one. In the table they are cut at the end of every UTC day.
 */
public final class Coverage {

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** No span is longer than a day, so an earlier one cannot touch. */
  private static final String TOUCHING =
      """
      SELECT window_from, window_to, definition_version FROM millrace_coverage
      WHERE type = ?""";

  private static final String TOUCHES = "window_from BETWEEN ? AND ? AND window_to >= ?";

  private static final Comparator<Span> BY_START =
      Comparator.comparingLong(span -> span.window().from());

  private static final String ALL =
      """
      SELECT window_from, window_to, definition_version
      FROM millrace_coverage FORCE INDEX (PRIMARY)
      WHERE type = ? ORDER BY window_from""";

  /** No span is longer than a day. */
  private static final String NEAR =
      """
      SELECT window_from, window_to FROM millrace_coverage FORCE INDEX (PRIMARY)
      WHERE type = ? AND (%s)""";

  /** Folded spans of this length are read in place of their days. */
  private static final long LONG = 30 * DAY;

  private static final String DELETE =
      "DELETE FROM millrace_coverage WHERE type = ? AND window_from IN (%s)";

  private static final String INSERT =
      """
      INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
      VALUES\s""";

  private final Database database;

  public Coverage(Database database) {
    this.database = database;
  }

  /** A covered window and the version of the definition that wrote it. */
  public record Span(Window window, String definitionVersion) {}

  /** The covered spans of a type, in order. */
  public List<Span> of(String type) {
    return database.transact(connection -> of(connection, type));
  }

  /** The same, in the caller's transaction. */
  public static List<Span> of(Connection connection, String type) throws SQLException {
    return joined(Sql.list(connection, ALL, Coverage::span, type));
  }

  /** The spans covered by any definition, in the caller's transaction. */
  public static Spans spans(Connection connection, String type) throws SQLException {
    return Spans.of(of(connection, type).stream().map(Span::window).toList());
  }

  /**
   * The same, where they overlap a window. Its cost depends on the ledger's retention and on the
   * holes, not on the years: of what was folded, no day is read.
   */
  public static Spans spans(Connection connection, String type, Window window) throws SQLException {
    Spans folded = FoldedSpans.atLeast(LONG, connection, type, window);
    List<Window> holes = Spans.of(window).without(folded).windows();
    if (holes.isEmpty()) {
      return folded;
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    holes.forEach(hole -> Collections.addAll(parameters, hole.from() - DAY, hole.to()));
    String near =
        String.join(
            " OR ", Collections.nCopies(holes.size(), "window_from > ? AND window_from < ?"));
    List<Window> days =
        Sql.list(
            connection,
            NEAR.formatted(near),
            row -> new Window(row.getLong(1), row.getLong(2)),
            parameters.toArray());
    return Spans.of(days).or(folded);
  }

  /** Reads the spans that one of the windows touches; the caller holds the type's lock. */
  public static Packet.Answer<List<Span>> touching(
      Packet packet, String type, List<Window> windows) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    for (Span span : spans(windows, "")) {
      Window window = span.window();
      Collections.addAll(parameters, window.from() - DAY, window.to(), window.from());
    }
    int ranges = (parameters.size() - 1) / 3;
    String touches = String.join(" OR ", Collections.nCopies(ranges, TOUCHES));
    return packet.list(TOUCHING + " AND (" + touches + ")", Coverage::span, parameters.toArray());
  }

  /**
   * Adds windows that do not overlap, imported by one definition; the caller holds the type's lock.
   *
   * @param touching at least the spans that these windows touch
   */
  public static void add(
      Packet packet,
      String type,
      List<Span> touching,
      List<Window> windows,
      String definitionVersion) {
    List<Span> merged = touching;
    for (Span span : spans(windows, definitionVersion)) {
      merged = addTo(merged, span);
    }
    List<Span> after = merged.stream().flatMap(Coverage::days).toList();
    delete(packet, type, without(touching, after));
    insert(packet, type, without(after, touching));
  }

  /** The windows, those that touch as one. */
  private static List<Span> spans(List<Window> windows, String definitionVersion) {
    return joined(
        windows.stream()
            .sorted(Comparator.comparingLong(Window::from))
            .map(window -> new Span(window, definitionVersion))
            .toList());
  }

  /** The spans after adding one, which some of them may touch. Pure. */
  private static List<Span> addTo(List<Span> spans, Span added) {
    Map<Boolean, List<Span>> touching =
        spans.stream().collect(Collectors.partitioningBy(span -> touch(span, added)));
    List<Span> others = touching.getOrDefault(false, List.of());
    List<Span> merged = merge(touching.getOrDefault(true, List.of()), added);
    return Stream.concat(others.stream(), merged.stream()).sorted(BY_START).toList();
  }

  private static boolean touch(Span one, Span other) {
    return one.window().from() <= other.window().to() && one.window().to() >= other.window().from();
  }

  private static List<Span> without(List<Span> spans, List<Span> others) {
    Set<Span> left = new LinkedHashSet<>(spans);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  private static void delete(Packet packet, String type, List<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    spans.forEach(span -> parameters.add(span.window().from()));
    packet.update(DELETE.formatted(Sql.repeat("?", spans.size())), parameters);
  }

  private static void insert(Packet packet, String type, List<Span> spans) {
    if (spans.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    for (Span span : spans) {
      Window window = span.window();
      Collections.addAll(parameters, type, window.from(), window.to(), span.definitionVersion());
    }
    packet.update(INSERT + Sql.repeat("(?, ?, ?, ?)", spans.size()), parameters);
  }

  /** The span, cut at the end of every UTC day. */
  private static Stream<Span> days(Span span) {
    long from = span.window().from();
    long to = span.window().to();
    return LongStream.rangeClosed(Math.floorDiv(from, DAY), Math.floorDiv(to - 1, DAY))
        .mapToObj(day -> cut(span, Math.max(from, day * DAY), Math.min(to, (day + 1) * DAY)));
  }

  /** Spans in order, with those of one version that touch as one. */
  private static List<Span> joined(List<Span> spans) {
    List<Span> joined = new ArrayList<>();
    for (Span span : spans) {
      boolean goesOn =
          !joined.isEmpty()
              && joined.getLast().window().to() == span.window().from()
              && joined.getLast().definitionVersion().equals(span.definitionVersion());
      long from = goesOn ? joined.removeLast().window().from() : span.window().from();
      joined.add(cut(span, from, span.window().to()));
    }
    return joined;
  }

  /**
   * The spans after adding one: it replaces overlapping parts and joins touching spans of the same
   * version. Pure.
   *
   * @param spans disjoint and in order, each touching or overlapping the added one
   */
  static List<Span> merge(List<Span> spans, Span added) {
    List<Span> merged = new ArrayList<>();
    long from = added.window().from();
    long to = added.window().to();
    for (Span span : spans) {
      if (span.definitionVersion().equals(added.definitionVersion())) {
        from = Math.min(from, span.window().from());
        to = Math.max(to, span.window().to());
      } else {
        if (span.window().from() < added.window().from()) {
          merged.add(cut(span, span.window().from(), added.window().from()));
        }
        if (span.window().to() > added.window().to()) {
          merged.add(cut(span, added.window().to(), span.window().to()));
        }
      }
    }
    merged.add(new Span(new Window(from, to), added.definitionVersion()));
    return merged;
  }

  private static Span cut(Span span, long from, long to) {
    return new Span(new Window(from, to), span.definitionVersion());
  }

  private static Span span(java.sql.ResultSet row) throws SQLException {
    return new Span(new Window(row.getLong(1), row.getLong(2)), row.getString(3));
  }
}
