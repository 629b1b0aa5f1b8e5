package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Whether a sweep has anything to do later, for deployments that sweep only then. */
public final class OpenWork {

  /** A sweep re-sends slices under way that got stuck, sends hints, and ends runs. */
  private static final String SOON =
      """
      SELECT EXISTS (SELECT 1 FROM millrace_stale_bucket)
        OR EXISTS (SELECT 1 FROM millrace_slice WHERE state %s)
        OR EXISTS (SELECT 1 FROM millrace_slice WHERE state = 'dead' AND announced = FALSE)
        OR EXISTS (SELECT 1 FROM millrace_run r WHERE r.ended_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM millrace_slice s WHERE s.run = r.id AND s.state %s))\
      """
          .formatted(SliceState.IN_UNDER_WAY, SliceState.IN_OPEN);

  /** A paused run waits for an operator. */
  private static final String PLANNED =
      """
      SELECT GREATEST(0, TIMESTAMPDIFF(SECOND, NOW(3), s.not_before))
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.state = 'planned' AND r.state <> 'paused' ORDER BY s.not_before LIMIT 1\
      """;

  private OpenWork() {}

  /** How long until the next sweep is needed; empty when nothing is open. */
  public static Optional<Duration> due(Database database) {
    return database.transact(OpenWork::due);
  }

  private static Optional<Duration> due(Connection connection) throws SQLException {
    return Sql.number(connection, SOON) == 1
        ? Optional.of(Duration.ZERO)
        : Sql.first(connection, PLANNED, row -> Duration.ofSeconds(row.getLong(1)));
  }
}
