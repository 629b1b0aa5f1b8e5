package dev.millrace.ledger.span;

import dev.millrace.database.Sql;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The spans that folded slices have imported, all of them covered. Spans that touch are joined; two
 * folds at the same time may leave two that overlap, which mean the same.
 */
public final class FoldedSpans {

  private static final String BEFORE =
      """
      SELECT window_from FROM millrace_folded_span
      WHERE type = ? AND window_from <= ? ORDER BY window_from DESC LIMIT 1""";

  private static final String AMONG =
      """
      SELECT window_from, window_to FROM millrace_folded_span
      WHERE type = ? AND window_from BETWEEN ? AND ? ORDER BY window_from FOR UPDATE""";

  private static final String LONG =
      """
      SELECT window_from, window_to FROM millrace_folded_span
      WHERE type = ? AND window_from < ? AND window_to > ? AND window_to - window_from >= ?""";

  private static final String DELETE =
      "DELETE FROM millrace_folded_span WHERE type = ? AND window_from IN (%s)";

  private static final String INSERT =
      "INSERT INTO millrace_folded_span (type, window_from, window_to) VALUES ";

  private static final String ON_DUPLICATE =
      " ON DUPLICATE KEY UPDATE window_to = GREATEST(window_to, VALUES(window_to))";

  private FoldedSpans() {}

  /** Adds spans, at least one. */
  public static void add(Connection connection, String type, Spans spans) throws SQLException {
    Window hull = spans.hull().orElseThrow();
    long first =
        Sql.first(connection, BEFORE, row -> row.getLong(1), type, hull.from()).orElse(hull.from());
    Set<Window> before =
        new LinkedHashSet<>(
            Sql.list(
                connection,
                AMONG,
                row -> new Window(row.getLong(1), row.getLong(2)),
                type,
                first,
                hull.to()));
    Set<Window> after = new LinkedHashSet<>(spans.or(Spans.of(before)).windows());
    delete(connection, type, before.stream().filter(span -> !after.contains(span)).toList());
    insert(connection, type, after.stream().filter(span -> !before.contains(span)).toList());
  }

  /**
   * Those of at least that many seconds, where they overlap a window: a ledger of years has a few,
   * each in place of many spans of {@link Coverage}.
   */
  static Spans atLeast(long seconds, Connection connection, String type, Window window)
      throws SQLException {
    return Spans.of(
        Sql.list(
            connection,
            LONG,
            row -> new Window(row.getLong(1), row.getLong(2)),
            type,
            window.to(),
            window.from(),
            seconds));
  }

  private static void delete(Connection connection, String type, List<Window> spans)
      throws SQLException {
    if (!spans.isEmpty()) {
      List<Object> parameters = new ArrayList<>(List.of(type));
      spans.forEach(span -> parameters.add(span.from()));
      Sql.update(connection, DELETE.formatted(Sql.repeat("?", spans.size())), parameters.toArray());
    }
  }

  private static void insert(Connection connection, String type, List<Window> spans)
      throws SQLException {
    if (!spans.isEmpty()) {
      List<Object> parameters = new ArrayList<>();
      spans.forEach(span -> Collections.addAll(parameters, type, span.from(), span.to()));
      Sql.update(
          connection,
          INSERT + Sql.repeat("(?, ?, ?)", spans.size()) + ON_DUPLICATE,
          parameters.toArray());
    }
  }
}
