package dev.millrace.ledger.span;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** The progress of the schedule per type. Only ticks change it, one after another. */
public final class Schedule {

  private static final String BEGIN =
      "UPDATE millrace_type SET scheduled_from = ? WHERE type = ? AND scheduled_from IS NULL";

  private static final String BEGUN = "SELECT scheduled_from FROM millrace_type WHERE type = ?";

  private static final String BEGUN_EVER = BEGUN + " AND scheduled_from IS NOT NULL";

  private static final String RECHECKED =
      "SELECT done_to FROM millrace_recheck WHERE type = ? AND age = ?";

  private static final String MOVE =
      """
      INSERT INTO millrace_recheck (type, age, done_to) VALUES (?, ?, ?)
      ON DUPLICATE KEY UPDATE done_to = GREATEST(done_to, VALUES(done_to))""";

  private Schedule() {}

  /**
   * The first second that the schedule ever requested.
   *
   * @param from that second, if there is none yet
   */
  public static long begun(Connection connection, String type, long from) throws SQLException {
    Sql.update(connection, BEGIN, from, type);
    return Sql.first(connection, BEGUN, row -> row.getLong(1), type).orElse(from);
  }

  /** The first second that the schedule ever requested; empty when there is none. */
  public static OptionalLong begun(Connection connection, String type) throws SQLException {
    return Sql.list(connection, BEGUN_EVER, row -> row.getLong(1), type).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** The watermark of rechecks of the type at this age; empty before the first one. */
  public static OptionalLong rechecked(Connection connection, String type, Duration age)
      throws SQLException {
    return Sql.list(connection, RECHECKED, row -> row.getLong(1), type, age.toSeconds()).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** Moves the watermark of an age forward; it never moves back. */
  public static void recheckedTo(Connection connection, String type, Duration age, long to)
      throws SQLException {
    Sql.update(connection, MOVE, type, age.toSeconds(), to);
  }
}
