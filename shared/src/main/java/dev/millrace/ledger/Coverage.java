package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is imported: per type disjoint spans, each with the definition that wrote it. Spans of the
 * same definition that touch are one.
 */
public final class Coverage {

  private static final String TOUCHING =
      """
      SELECT window_from, window_to, definition_version FROM millrace_coverage
      WHERE type = ? AND window_from <= ? AND window_to >= ? ORDER BY window_from""";

  private static final String ALL =
      """
      SELECT window_from, window_to, definition_version FROM millrace_coverage
      WHERE type = ? ORDER BY window_from""";

  private static final String DELETE =
      "DELETE FROM millrace_coverage WHERE type = ? AND window_from = ?";

  private static final String INSERT =
      """
      INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
      VALUES (?, ?, ?, ?)""";

  private final Database database;

  public Coverage(Database database) {
    this.database = database;
  }

  /** A covered window and the version of the definition that wrote it. */
  public record Span(Window window, String definitionVersion) {}

  /** The covered spans of a type, in order. */
  public List<Span> of(String type) {
    return database.transact(connection -> Sql.list(connection, ALL, Coverage::span, type));
  }

  /** Adds a window; the caller holds the type's lock. */
  static void add(Connection connection, String type, Span added) throws SQLException {
    List<Span> touching =
        Sql.list(
            connection, TOUCHING, Coverage::span, type, added.window().to(), added.window().from());
    for (Span span : touching) {
      Sql.update(connection, DELETE, type, span.window().from());
    }
    for (Span span : merge(touching, added)) {
      Sql.update(
          connection,
          INSERT,
          type,
          span.window().from(),
          span.window().to(),
          span.definitionVersion());
    }
  }

  /**
   * The spans after one more was added: it replaces what it overlaps and joins what it touches if
   * that has the same version. Pure.
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
