package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.jdbc.Tables.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** EventCount against a GROUP BY of each table. */
final class CountCheck {

  private static final String EVENTS =
      """
      SELECT FLOOR(TIMESTAMPDIFF(SECOND, '1970-01-01', %s) / 300) * 300 AS bucket, COUNT(*) AS n
      FROM %s %s GROUP BY 1\
      """;

  private static final String COUNTS =
      """
      SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket) AS bucket, actual_count AS n
      FROM EventCount WHERE type = ?\
      """;

  private final Tables tables;

  CountCheck(Tables tables) {
    this.tables = tables;
  }

  /**
   * Compares the counts of a type.
   *
   * @param condition of its rows, or empty
   */
  List<Violation> run(String type, String table, String moment, String condition)
      throws SQLException {
    Map<Long, Long> events = numbers(tables.list(EVENTS.formatted(moment, table, condition)));
    Map<Long, Long> counts = numbers(tables.list(COUNTS, type));
    List<Violation> violations = new ArrayList<>();
    events.forEach(
        (bucket, number) -> {
          Long counted = counts.remove(bucket);
          if (!number.equals(counted)) {
            violations.add(violation(type, bucket, number, counted == null ? 0 : counted));
          }
        });
    counts.forEach(
        (bucket, counted) -> {
          if (counted != 0) {
            violations.add(violation(type, bucket, 0, counted));
          }
        });
    long stale = tables.number("SELECT COUNT(*) FROM millrace_stale_bucket WHERE type = ?", type);
    if (stale > 0) {
      violations.add(new Violation("I2", stale + " buckets stay stale", type, 0, List.of()));
    }
    return violations;
  }

  private static Map<Long, Long> numbers(List<Row> rows) {
    Map<Long, Long> numbers = new TreeMap<>();
    rows.forEach(row -> numbers.put(row.number("bucket"), row.number("n")));
    return numbers;
  }

  private static Violation violation(String type, long bucket, long events, long counted) {
    return new Violation(
        "I2",
        "the bucket %d has %d events and a count of %d".formatted(bucket, events, counted),
        type,
        bucket,
        List.of());
  }
}
