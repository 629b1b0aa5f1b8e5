package dev.millrace.ledger;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Slices that wait in the ledger for their next try: planned, with the moment before which nothing
 * sends or claims them. The caller holds the type's lock.
 */
final class WaitingSlices {

  /** A failure counts from the claim on; the first one is the beginning of the failing. */
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

  /** The claim has counted the retry and the failure when it revoked the attempt. */
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

  /** After a failure that counts. */
  static Duration failed(Connection connection, long slice, int retries, String reason)
      throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(connection, COUNTED, delay.toMillis(), LockedSlice.cut(reason), slice);
    return delay;
  }

  /**
   * After an attempt that does not count.
   *
   * @param least how long the cause asked to wait; zero when it did not
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

  /** After an attempt whose worker has stopped without a word. */
  static void crashed(Connection connection, long slice, int retries) throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(connection, CRASHED, delay.toMillis(), slice);
  }

  /** Without a try, since none could succeed before that time. */
  static Duration notTried(Connection connection, long slice, String reason, Duration time)
      throws SQLException {
    Duration spread = RetryDelay.spread(time, ThreadLocalRandom.current());
    Sql.update(connection, NOT_TRIED, spread.toMillis(), LockedSlice.cut(reason), slice);
    return spread;
  }
}
