package dev.millrace.cli.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.util.List;
import java.util.Locale;

/**
 * The ten days with the most events, or the ten hours if all events are within two days. UTC.
 *
 * @param unit {@code days} or {@code hours}
 */
record BusyTimes(String unit, List<Busy> times) {

  private static final int BAR = 40;

  private static final String DAYS = "SELECT COUNT(DISTINCT DATE(dt_bucket)) FROM EventCount";

  private static final String BUSIEST =
      """
      SELECT DATE_FORMAT(dt_bucket, ?) AS time, SUM(actual_count) AS events FROM EventCount
      GROUP BY time HAVING events > 0 ORDER BY events DESC, time LIMIT 10""";

  /** A day or an hour, and its number of events. */
  record Busy(String time, long events) {}

  static BusyTimes of(Database database) {
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

  /** One bar per line, the longest first; empty without events. */
  String chart() {
    if (times.isEmpty()) {
      return "";
    }
    StringBuilder chart = new StringBuilder("\nbusiest %s (UTC)\n".formatted(unit));
    long most = times.getFirst().events();
    for (Busy busy : times) {
      int length = (int) Math.max(BAR * busy.events() / most, 1);
      chart.append(
          String.format(
              Locale.ROOT, "  %s  %-40s %,7d\n", busy.time(), "█".repeat(length), busy.events()));
    }
    return chart.toString();
  }
}
