package dev.millrace.operator.status;

import dev.millrace.database.Sql;
import dev.millrace.fleet.Heartbeats;
import dev.millrace.fleet.WorkerSign;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The workers, and whether slices wait for one.
 *
 * @param workers with a sign of life in the last hour; functions give none
 * @param waiting number of slices that were sent three minutes ago or earlier and are not imported
 * @param lastSign seconds since the last sign of any worker, by a heartbeat or an attempt
 */
public record Fleet(List<WorkerSign> workers, long waiting, OptionalLong lastSign) {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final String WAITING =
      """
      SELECT COUNT(*) FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.state %s AND s.sent_at <= NOW(3) - INTERVAL ? SECOND
        AND r.state = 'active'"""
          .formatted(SliceState.IN_UNDER_WAY);

  private static final String LEASES =
      """
      SELECT COUNT(*) FROM millrace_attempt WHERE state = 'running' AND lease_until > NOW(3)""";

  private static final String LAST_ATTEMPT =
      """
      SELECT TIMESTAMPDIFF(SECOND,
        MAX(GREATEST(started_at, COALESCE(ended_at, started_at))), NOW(3))
      FROM millrace_attempt
      WHERE number > (SELECT MAX(newest.number) FROM millrace_attempt newest) - 200
      HAVING MAX(started_at) IS NOT NULL""";

  public Fleet {
    workers = List.copyOf(workers);
  }

  static Fleet of(Connection connection) throws SQLException {
    List<WorkerSign> workers = Heartbeats.of(connection);
    LongStream attempts =
        Sql.number(connection, LEASES) > 0
            ? LongStream.of(0)
            : Sql.first(connection, LAST_ATTEMPT, row -> row.getLong(1)).stream()
                .mapToLong(Long::longValue);
    return new Fleet(
        workers,
        Sql.number(connection, WAITING, PATIENCE.toSeconds()),
        LongStream.concat(workers.stream().mapToLong(WorkerSign::silentSeconds), attempts).min());
  }

  /** Whether slices wait and no worker has given a sign for three minutes. */
  public boolean missing() {
    return waiting > 0 && (lastSign.isEmpty() || lastSign.getAsLong() >= PATIENCE.toSeconds());
  }
}
