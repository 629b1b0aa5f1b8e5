package dev.millrace.operator.problem;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The rejected documents by type, reason and path. */
final class RejectedCauses {

  private static final String GROUPS =
      """
      SELECT type, reason, path, COUNT(*), MIN(message), MAX(slice),
        TIMESTAMPDIFF(SECOND, '1970-01-01', MIN(first_seen)),
        TIMESTAMPDIFF(SECOND, '1970-01-01', MAX(last_seen))
      FROM millrace_rejected GROUP BY type, reason, path ORDER BY COUNT(*) DESC LIMIT ?\
      """;

  private RejectedCauses() {}

  /** The largest groups. */
  static List<Problem> of(Connection connection, int most) throws SQLException {
    return Sql.list(connection, GROUPS, RejectedCauses::problem, most);
  }

  private static Problem problem(ResultSet row) throws SQLException {
    String reason = row.getString(2);
    String path = row.getString(3);
    return new Problem(
        ProblemKind.REJECTED,
        "",
        row.getString(1),
        path.isEmpty() ? reason : reason + " at " + path,
        row.getLong(4),
        Instant.ofEpochSecond(row.getLong(7)),
        Instant.ofEpochSecond(row.getLong(8)),
        null,
        row.getString(5),
        row.getLong(6),
        reason);
  }
}
