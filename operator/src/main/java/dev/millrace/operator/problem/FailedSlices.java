package dev.millrace.operator.problem;

import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The dead and the retrying slices of the ledger, each as a problem of its own. */
final class FailedSlices {

  private static final String NO_REASON = "no reason was kept";

  /** The columns of both; moments in unix seconds. */
  private static final String COLUMNS =
      """
      s.id, s.type, COALESCE(s.error, '%s'),
        TIMESTAMPDIFF(SECOND, '1970-01-01', COALESCE(s.first_failed_at, s.ended_at, s.planned_at)),
        TIMESTAMPDIFF(SECOND, '1970-01-01', COALESCE(s.ended_at,
          (SELECT MAX(a.ended_at) FROM millrace_attempt a WHERE a.slice = s.id),
          s.first_failed_at, s.planned_at)),
        TIMESTAMPDIFF(SECOND, '1970-01-01', s.not_before)\
      """
          .formatted(NO_REASON);

  private static final String DEAD =
      "SELECT %s FROM millrace_slice s WHERE s.state = 'dead' ORDER BY s.id DESC LIMIT ?"
          .formatted(COLUMNS);

  private static final String RETRYING =
      """
      SELECT %s FROM millrace_slice s FORCE INDEX (retrying)
      WHERE s.type = ? AND s.state %s AND s.retries > 0
      ORDER BY s.not_before, s.id LIMIT ?\
      """
          .formatted(COLUMNS, SliceState.IN_OPEN);

  private static final String TYPES = "SELECT type FROM millrace_type ORDER BY type";

  private FailedSlices() {}

  /** The newest dead slices. */
  static List<Problem> dead(Connection connection, int most) throws SQLException {
    return Sql.list(connection, DEAD, row -> problem(ProblemKind.DEAD_SLICE, row), most);
  }

  /** The first retrying slices of each type, by the time of their next attempt. */
  static List<Problem> retrying(Connection connection, int mostPerType) throws SQLException {
    List<Problem> slices = new ArrayList<>();
    for (String type : Sql.list(connection, TYPES, row -> row.getString(1))) {
      slices.addAll(
          Sql.list(
              connection, RETRYING, row -> problem(ProblemKind.RETRYING, row), type, mostPerType));
    }
    return slices;
  }

  private static Problem problem(ProblemKind kind, ResultSet row) throws SQLException {
    return Problem.of(
        kind,
        "",
        row.getString(2),
        Instant.ofEpochSecond(row.getLong(4)),
        Instant.ofEpochSecond(row.getLong(5)),
        kind == ProblemKind.RETRYING ? Instant.ofEpochSecond(row.getLong(6)) : null,
        row.getString(3),
        row.getLong(1));
  }
}
