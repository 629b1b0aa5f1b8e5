package dev.millrace.ledger;

import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Slices that wait in the ledger for their next attempt: planned, with the moment before which they
 * are neither sent nor claimed. The caller holds the type's lock.
 */
final class WaitingSlices {

  /** A half that the run already has is as good. */
  private static final String HALF =
      """
      INSERT INTO millrace_slice
        (run, type, window_from, window_to, state, not_before, planned_at, gateway_splits)
      VALUES (?, ?, ?, ?, 'planned', NOW(3), NOW(3), ?)
      ON DUPLICATE KEY UPDATE id = id""";

  private WaitingSlices() {}

  /** A half of the slice of an attempt, which may be sent at once. */
  static void half(Connection connection, Attempt attempt, Window half, int gatewaySplits)
      throws SQLException {
    Sql.update(
        connection, HALF, attempt.run(), attempt.type(), half.from(), half.to(), gatewaySplits);
  }

  /** After a counted failure. */
  static Duration failed(Connection connection, long slice, int retries, String reason)
      throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(
        connection, SliceChange.FAILED.sql(), delay.toMillis(), LockedSlice.cut(reason), slice);
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
    Sql.update(
        connection, SliceChange.POSTPONED.sql(), longer.toMillis(), LockedSlice.cut(reason), slice);
    return longer;
  }

  /** After an attempt whose worker stopped without reporting. */
  static void crashed(Connection connection, long slice, int retries) throws SQLException {
    Duration delay = RetryDelay.after(retries, ThreadLocalRandom.current());
    Sql.update(connection, SliceChange.CRASHED.sql(), delay.toMillis(), slice);
  }

  /** After an attempt that found no file yet. */
  static Duration awaited(Connection connection, long slice, String reason, Duration time)
      throws SQLException {
    return waits(connection, SliceChange.AWAITED, slice, reason, time);
  }

  /** Without an attempt, since none could succeed before that time. */
  static Duration notTried(Connection connection, long slice, String reason, Duration time)
      throws SQLException {
    return waits(connection, SliceChange.NOT_TRIED, slice, reason, time);
  }

  private static Duration waits(
      Connection connection, SliceChange change, long slice, String reason, Duration time)
      throws SQLException {
    Duration spread = RetryDelay.spread(time, ThreadLocalRandom.current());
    Sql.update(connection, change.sql(), spread.toMillis(), LockedSlice.cut(reason), slice);
    return spread;
  }
}
