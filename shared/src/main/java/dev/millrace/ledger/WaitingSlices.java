package dev.millrace.ledger;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Slices that wait in the ledger for their next attempt: planned, with the moment before which they
 * are neither sent nor claimed. The caller holds the type's lock.
 */
final class WaitingSlices {

  /** A failure counts from the claim; the first one starts the time of failing. */
  private static final String COUNTED =
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?, retries = retries + 1, first_failed_at = COALESCE(first_failed_at, NOW(3))
      WHERE id = ? AND state = 'running'""";

  private static final String NOT_COUNTED =
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?, retries = retries + 1, attempts = attempts - 1
      WHERE id = ? AND state = 'running'""";

  /** The claim already counted the retry and the failure when it revoked the attempt. */
  private static final String CRASHED =
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND
      WHERE id = ? AND state IN ('sent', 'running')""";

  private static final String NOT_TRIED =
      """
      UPDATE millrace_slice
      SET state = 'planned', sent_at = NULL, not_before = NOW(3) + INTERVAL ? * 1000 MICROSECOND,
        error = ?
      WHERE id = ? AND state IN ('planned', 'sent')""";

  private WaitingSlices() {}

  /** After a counted failure. */
  static Duration failed(Connection connection, long slice, int retries, String reason)
      throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(connection, COUNTED, delay.toMillis(), LockedSlice.cut(reason), slice);
    return delay;
  }

  /**
   * After an uncounted attempt.
   *
   * @param least minimum wait that the cause requested; zero without one
   */
  static Duration postponed(
      Connection connection, long slice, int retries, String reason, Duration least)
      throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Duration asked = RetryDelay.spread(least, ThreadLocalRandom.current());
    Duration longer = asked.compareTo(delay) > 0 ? asked : delay;
    Sql.update(connection, NOT_COUNTED, longer.toMillis(), LockedSlice.cut(reason), slice);
    return longer;
  }

  /** After an attempt whose worker stopped without reporting. */
  static void crashed(Connection connection, long slice, int retries) throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(connection, CRASHED, delay.toMillis(), slice);
  }

  /** Without an attempt, since none could succeed before that time. */
  static Duration notTried(Connection connection, long slice, String reason, Duration time)
      throws SQLException {
    Duration spread = RetryDelay.spread(time, ThreadLocalRandom.current());
    Sql.update(connection, NOT_TRIED, spread.toMillis(), LockedSlice.cut(reason), slice);
    return spread;
  }
}
