package dev.millrace.ledger.run;

import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;

/** The spans of a type's slices that overlap a window. */
public final class SliceSpans {

  private static final String DEAD =
      """
      SELECT window_from, window_to FROM millrace_slice FORCE INDEX (of_type)
      WHERE type = ? AND state = 'dead' AND window_from < ? AND window_to > ?""";

  /**
   * Starts at the runs that have not ended, so that neither ended slices nor the many of a paused
   * backfill are read.
   */
  private static final String OF_STATES =
      """
      SELECT s.window_from, s.window_to
      FROM millrace_run r FORCE INDEX (not_ended)
      STRAIGHT_JOIN millrace_slice s FORCE INDEX (of_run) ON s.run = r.id
      WHERE r.ended_at IS NULL AND s.state %s AND s.type = ?
        AND s.window_from < ? AND s.window_to > ?""";

  private static final String RUNNING =
      OF_STATES.formatted("IN ('running')") + " AND r.state <> 'cancelled'";

  private static final String WAITING =
      OF_STATES.formatted(SliceState.IN_WAITING)
          + " AND (r.kind <> 'backfill' OR r.state = 'active')";

  /** Slices that are running when a backfill is paused finish. One statement, so one moment. */
  private static final String UNDER_WAY =
      WAITING
          + "\nUNION ALL\n"
          + OF_STATES.formatted("IN ('running')")
          + " AND (r.kind <> 'backfill' OR r.state <> 'cancelled')";

  private static final String WAITING_WITHOUT_BACKFILLS =
      OF_STATES.formatted(SliceState.IN_WAITING) + " AND r.kind <> 'backfill'";

  /**
   * Starts at the runs, few of which are cancelled, so that the many slices of cancelled backfills
   * are not read. A dead slice that a later run took over is cancelled as well, and its own run is
   * not.
   */
  private static final String CANCELLED =
      """
      SELECT s.window_from, s.window_to
      FROM millrace_run r FORCE INDEX (by_state)
      STRAIGHT_JOIN millrace_slice s FORCE INDEX (of_run) ON s.run = r.id
      WHERE r.kind IN ('schedule', 'heal') AND r.state = 'cancelled'
        AND s.state = 'cancelled' AND s.type = ? AND s.window_from < ? AND s.window_to > ?""";

  private static final String AWAITED =
      OF_STATES.formatted(SliceState.IN_WAITING) + " AND " + SliceState.IS_AWAITED;

  private SliceSpans() {}

  /** Open slices; those of backfills only while the backfill is active. */
  public static Spans underWay(Connection connection, String type, Window window)
      throws SQLException {
    return spans(
        connection, UNDER_WAY, type, window.to(), window.from(), type, window.to(), window.from());
  }

  /** Running slices. */
  public static Spans running(Connection connection, String type, Window window)
      throws SQLException {
    return of(connection, RUNNING, type, window);
  }

  /** Slices that are still to be fetched; of backfills only those of active runs. */
  public static Spans waiting(Connection connection, String type, Window window)
      throws SQLException {
    return of(connection, WAITING, type, window);
  }

  /** As above, without backfills, which may wait for a long time and then be cancelled. */
  public static Spans waitingWithoutBackfills(Connection connection, String type, Window window)
      throws SQLException {
    return of(connection, WAITING_WITHOUT_BACKFILLS, type, window);
  }

  /** Slices whose files do not exist yet. */
  public static Spans awaited(Connection connection, String type, Window window)
      throws SQLException {
    return of(connection, AWAITED, type, window);
  }

  /** Dead slices. */
  public static Spans dead(Connection connection, String type, Window window) throws SQLException {
    return of(connection, DEAD, type, window);
  }

  /** Regular and healing slices that an operator has cancelled. */
  public static Spans cancelled(Connection connection, String type, Window window)
      throws SQLException {
    return of(connection, CANCELLED, type, window);
  }

  private static Spans of(Connection connection, String sql, String type, Window window)
      throws SQLException {
    return spans(connection, sql, type, window.to(), window.from());
  }

  private static Spans spans(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return Spans.of(
        Sql.list(connection, sql, row -> new Window(row.getLong(1), row.getLong(2)), parameters));
  }
}
