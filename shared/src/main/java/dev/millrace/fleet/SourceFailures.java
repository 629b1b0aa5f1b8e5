package dev.millrace.fleet;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The types that cannot be fetched now, as the workers have recorded them. By the database's clock.
 * Thread-safe.
 */
public final class SourceFailures {

  private static final String ASKED_TO_WAIT = "the source asked to wait";

  /** The longest failure that is kept, in characters. */
  private static final int LONGEST_FAILURE = 500;

  /**
   * A probe may take five minutes; a worker that records nothing for longer has ended without a
   * clean stop.
   */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  /** MySQL assigns from left to right: failing_since sees the old time of the next probe. */
  private static final String RECORD =
      """
      INSERT INTO millrace_source_type
        (source, type, blocked_until, failing_since, failure, next_probe_at)
      VALUES (?, ?, NOW(3), NOW(3) - INTERVAL ? * 1000 MICROSECOND, ?,
        NOW(3) + INTERVAL ? * 1000 MICROSECOND)
      ON DUPLICATE KEY UPDATE
        failing_since = IF(next_probe_at >= NOW(3) - INTERVAL ? SECOND,
          LEAST(failing_since, VALUES(failing_since)), VALUES(failing_since)),
        failure = VALUES(failure), next_probe_at = VALUES(next_probe_at)""";

  private static final String CLEAR =
      """
      UPDATE millrace_source_type SET failing_since = NULL, failure = NULL, next_probe_at = NULL
      WHERE source = ? AND type = ?""";

  private static final String ALL =
      """
      SELECT source, type, TIMESTAMPDIFF(SECOND, failing_since, NOW(3)), failure,
        GREATEST(0, TIMESTAMPDIFF(SECOND, NOW(3),
          GREATEST(blocked_until, COALESCE(next_probe_at, blocked_until))))
      FROM millrace_source_type
      WHERE next_probe_at >= NOW(3) - INTERVAL ? SECOND OR blocked_until > NOW(3)
      ORDER BY source, type""";

  private final Database database;

  public SourceFailures(Database database) {
    this.database = database;
  }

  /**
   * Records that the source keeps failing for the type. The earliest start of all workers is kept.
   *
   * @param source host and port
   * @param failing for how long
   * @param failure cut after 500 characters
   * @param nextProbe in what time; negative when it is overdue
   */
  public void record(
      String source, String type, Duration failing, String failure, Duration nextProbe) {
    int end =
        failure.offsetByCodePoints(
            0, Math.min(LONGEST_FAILURE, failure.codePointCount(0, failure.length())));
    database.transact(
        connection ->
            Sql.update(
                connection,
                RECORD,
                source,
                type,
                failing.toMillis(),
                failure.substring(0, end),
                nextProbe.toMillis(),
                FORGOTTEN.toSeconds()));
  }

  /** Records that the source answers for the type again. */
  public void clear(String source, String type) {
    database.transact(connection -> Sql.update(connection, CLEAR, source, type));
  }

  /** The types that cannot be fetched now, by source and name. */
  public static List<SourceFailure> of(Connection connection) throws SQLException {
    return Sql.list(connection, ALL, SourceFailures::read, FORGOTTEN.toSeconds());
  }

  private static SourceFailure read(ResultSet row) throws SQLException {
    String failure = row.getString(4);
    return new SourceFailure(
        row.getString(1),
        row.getString(2),
        row.getObject(3, Long.class),
        failure == null ? ASKED_TO_WAIT : failure,
        row.getLong(5));
  }
}
