package dev.millrace.ledger.history;

import dev.millrace.database.Sql;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans that folded slices have imported. Spans that touch are joined; two folds at the same
 * time may leave two that overlap, which mean the same.
 */
final class FoldedSpans {

  private static final String TOUCHING =
      """
      SELECT window_from, window_to FROM millrace_folded_span
      WHERE type = ? AND window_from <= ? AND window_to >= ? FOR UPDATE""";

  private static final String DELETE =
      "DELETE FROM millrace_folded_span WHERE type = ? AND window_from = ?";

  private static final String INSERT =
      """
      INSERT INTO millrace_folded_span (type, window_from, window_to) VALUES (?, ?, ?)
      ON DUPLICATE KEY UPDATE window_to = GREATEST(window_to, VALUES(window_to))""";

  private FoldedSpans() {}

  static void add(Connection connection, String type, Spans spans) throws SQLException {
    for (Window window : spans.windows()) {
      List<Window> joined =
          new ArrayList<>(
              Sql.list(
                  connection,
                  TOUCHING,
                  row -> new Window(row.getLong(1), row.getLong(2)),
                  type,
                  window.to(),
                  window.from()));
      for (Window touching : joined) {
        Sql.update(connection, DELETE, type, touching.from());
      }
      joined.add(window);
      for (Window whole : Spans.of(joined).windows()) {
        Sql.update(connection, INSERT, type, whole.from(), whole.to());
      }
    }
  }
}
