package dev.millrace.ledger;

import dev.millrace.database.Sql;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** What the slices of a type ask for, whichever run they belong to. */
public final class SliceSpans {

  private static final String OVERLAPPING =
      """
      SELECT window_from, window_to FROM millrace_slice
      WHERE type = ? AND window_from < ? AND window_to > ? AND state IN (%s)""";

  private static final String OF_LIVE_RUNS =
      OVERLAPPING + " AND run NOT IN (SELECT id FROM millrace_run WHERE kind = 'backfill')";

  private SliceSpans() {}

  /** Those of the slices in one of the states that overlap the window. */
  public static Spans of(Connection connection, String type, Window window, Set<SliceState> states)
      throws SQLException {
    return of(connection, OVERLAPPING, type, window, states);
  }

  /** As above, without backfills, which may wait for long and be cancelled then. */
  public static Spans ofLiveRuns(
      Connection connection, String type, Window window, Set<SliceState> states)
      throws SQLException {
    return of(connection, OF_LIVE_RUNS, type, window, states);
  }

  private static Spans of(
      Connection connection, String sql, String type, Window window, Set<SliceState> states)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    Collections.addAll(parameters, type, window.to(), window.from());
    states.forEach(state -> parameters.add(state.text()));
    return Spans.of(
        Sql.list(
            connection,
            sql.formatted(Sql.repeat("?", states.size())),
            row -> new Window(row.getLong(1), row.getLong(2)),
            parameters.toArray()));
  }
}
