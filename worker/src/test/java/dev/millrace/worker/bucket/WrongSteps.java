package dev.millrace.worker.bucket;

import dev.millrace.database.Sql;
import dev.millrace.worker.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/** Steps as somebody might write them who knows only half of it. */
final class WrongSteps {

  private WrongSteps() {}

  static void deleteMarks(Connection connection) throws SQLException {
    TestDatabase.run(
        connection,
        """
        DELETE FROM millrace_stale_bucket
        WHERE type = 'Thing' AND bucket = UNIX_TIMESTAMP('2026-03-29 12:00:00')""");
  }

  static long count(Connection connection) throws SQLException {
    return Sql.number(
        connection,
        """
        SELECT COUNT(*) FROM Thing
        WHERE occurred_at >= '2026-03-29 12:00:00' AND occurred_at < '2026-03-29 12:05:00'""");
  }

  static void write(Connection connection, long count) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO EventCount VALUES ('2026-03-29 12:00:00', 'Thing', ?, NOW(3))
        ON DUPLICATE KEY UPDATE actual_count = VALUES(actual_count)""",
        count);
  }
}
