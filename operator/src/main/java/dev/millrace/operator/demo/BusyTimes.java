package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.util.List;

/**
 * The ten days with the most events, or the ten hours if all events are within two days. UTC.
 *
 * @param unit {@code days} or {@code hours}
 */
public record BusyTimes(String unit, List<Busy> times) {

  private static final String DAYS = "SELECT COUNT(DISTINCT DATE(dt_bucket)) FROM EventCount";

  private static final String BUSIEST =
      """
      SELECT DATE_FORMAT(dt_bucket, ?) AS time, SUM(actual_count) AS events FROM EventCount
      GROUP BY time HAVING events > 0 ORDER BY events DESC, time LIMIT 10""";

  /** A day or an hour, and its number of events. */
  public record Busy(String time, long events) {}

  public static BusyTimes of(Database database) {
    return database.transact(
        connection -> {
          boolean hours = Sql.number(connection, DAYS) <= 2;
          String format = hours ? "%Y-%m-%d %H:00" : "%Y-%m-%d";
          return new BusyTimes(
              hours ? "hours" : "days",
              Sql.list(
                  connection, BUSIEST, row -> new Busy(row.getString(1), row.getLong(2)), format));
        });
  }
}
