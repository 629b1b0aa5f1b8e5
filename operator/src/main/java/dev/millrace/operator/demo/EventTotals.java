package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;

/**
 * The numbers of events and counts of all types.
 *
 * @param buckets rows of {@code EventCount}
 * @param events rows of {@code AllEvents}
 * @param counted sum of {@code EventCount}
 */
public record EventTotals(long buckets, long events, long counted) {

  private static final String BUCKETS = "SELECT COUNT(*) FROM EventCount";
  private static final String EVENTS = "SELECT COUNT(*) FROM AllEvents";
  private static final String COUNTED = "SELECT SUM(actual_count) FROM EventCount";

  public static EventTotals of(Database database) {
    return database.transact(
        connection ->
            new EventTotals(
                Sql.number(connection, BUCKETS),
                Sql.number(connection, EVENTS),
                Sql.number(connection, COUNTED)));
  }
}
