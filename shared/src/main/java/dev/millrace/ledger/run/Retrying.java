package dev.millrace.ledger.run;

import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A slice that failed and is retried: open, with at least one retry.
 *
 * @param failures its counted failures
 * @param failingSeconds how long ago the first of these happened; 0 without any
 * @param retries how many times it has waited for another attempt
 * @param nextSeconds time until the next attempt; 0 when it is due or under way
 * @param cause of the last failure
 */
public record Retrying(
    long slice,
    Window window,
    int failures,
    long failingSeconds,
    int retries,
    long nextSeconds,
    String cause) {

  private static final String OF_TYPE =
      """
      SELECT id, window_from, window_to, attempts - (state = 'running') AS failures, retries,
        COALESCE(TIMESTAMPDIFF(SECOND, first_failed_at, NOW(3)), 0) AS failing,
        GREATEST(TIMESTAMPDIFF(SECOND, NOW(3), not_before), 0) AS next,
        COALESCE(error, 'no reason was kept') AS error
      FROM millrace_slice FORCE INDEX (retrying)
      WHERE type = ? AND state %s AND retries > 0
      ORDER BY not_before, id LIMIT ?"""
          .formatted(SliceState.IN_OPEN);

  private static final String TYPES = "SELECT type FROM millrace_type ORDER BY type";

  private static final String COUNT =
      """
      SELECT COUNT(*) FROM millrace_slice FORCE INDEX (retrying)
      WHERE type = ? AND state %s AND retries > 0"""
          .formatted(SliceState.IN_OPEN);

  /** The first retrying slices of a type, by the time of their next attempt. */
  public static List<Retrying> of(Connection connection, String type, int most)
      throws SQLException {
    return Sql.list(connection, OF_TYPE, Retrying::read, type, most);
  }

  /** The number for a type. */
  public static long count(Connection connection, String type) throws SQLException {
    return Sql.number(connection, COUNT, type);
  }

  /** The number for each type that has any. */
  public static Map<String, Long> counts(Connection connection) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String type : Sql.list(connection, TYPES, row -> row.getString(1))) {
      long count = count(connection, type);
      if (count > 0) {
        counts.put(type, count);
      }
    }
    return counts;
  }

  private static Retrying read(ResultSet row) throws SQLException {
    return new Retrying(
        row.getLong("id"),
        new Window(row.getLong("window_from"), row.getLong("window_to")),
        row.getInt("failures"),
        row.getLong("failing"),
        row.getInt("retries"),
        row.getLong("next"),
        row.getString("error"));
  }
}
