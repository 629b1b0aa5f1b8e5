package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The progress of a run, from the ledger.
 *
 * @param slices number of slices by state, as in the ledger
 * @param fetched documents fetched by all attempts so far
 * @param marks number of stale buckets
 */
public record RunProgress(Map<String, Long> slices, long fetched, long marks) {

  private static final String STATES =
      "SELECT state, COUNT(*) FROM millrace_slice WHERE run = ? GROUP BY state ORDER BY state";

  private static final String FETCHED =
      """
      SELECT COALESCE(SUM(a.fetched), 0) FROM millrace_attempt a
      JOIN millrace_slice s ON s.id = a.slice WHERE s.run = ?""";

  private static final String MARKS = "SELECT COUNT(*) FROM millrace_stale_bucket";

  private static final String COUNTS =
      """
      SELECT s.type,
        SUM(a.inserted), SUM(a.updated),
        SUM(IF(a.state = 'done', a.fetched, 0)),
        SUM(IF(a.state = 'done', a.filtered, 0)),
        SUM(IF(a.state = 'done', a.rejected, 0)),
        SUM(IF(a.state = 'done', a.outside, 0))
      FROM millrace_slice s JOIN millrace_attempt a ON a.slice = s.id
      WHERE s.run = ? GROUP BY s.type ORDER BY s.type""";

  private static final String REJECTIONS =
      """
      SELECT r.reason, COUNT(*) FROM millrace_rejected r JOIN millrace_slice s ON s.id = r.slice
      WHERE s.run = ? GROUP BY r.reason ORDER BY r.reason""";

  public static RunProgress of(Database database, long run) {
    return database.transact(
        connection -> {
          // In this order: when the last slice has ended, its stale buckets are visible.
          Map<String, Long> slices = numbers(connection, STATES, run);
          return new RunProgress(
              slices, Sql.number(connection, FETCHED, run), Sql.number(connection, MARKS));
        });
  }

  /** The number of rejected documents of the run by reason. */
  public static Map<String, Long> rejections(Database database, long run) {
    return database.transact(connection -> numbers(connection, REJECTIONS, run));
  }

  private static Map<String, Long> numbers(Connection connection, String sql, long run)
      throws SQLException {
    Map<String, Long> numbers = new LinkedHashMap<>();
    Sql.list(connection, sql, row -> Map.entry(row.getString(1), row.getLong(2)), run)
        .forEach(entry -> numbers.put(entry.getKey(), entry.getValue()));
    return numbers;
  }

  /** The outcome of the documents of a run by type. */
  public static List<TypeCounts> counts(Database database, long run) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                COUNTS,
                row ->
                    TypeCounts.of(
                        row.getString(1),
                        row.getLong(4),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7)),
                run));
  }

  /** The share of slices that have ended, from 0 to 1. */
  public double share() {
    return (double) ended() / Math.max(total(), 1);
  }

  public long total() {
    return slices.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The number of slices that have ended in any state. */
  public long ended() {
    return slices.entrySet().stream()
        .filter(entry -> !SliceState.parse(entry.getKey()).open())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  public boolean atRest() {
    return ended() == total() && marks == 0;
  }
}
