package dev.millrace.ledger;

import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The row of a slice, locked until the transaction ends. The caller holds its type's lock.
 *
 * @param id of the slice
 * @param failing how long ago the first counted failure happened
 * @param due whether its earliest time for an attempt has passed
 * @param bulk whether its messages go to the backfill queue
 */
record LockedSlice(
    long id,
    long run,
    String type,
    Window window,
    SliceState state,
    int attempts,
    String error,
    int retries,
    int gatewaySplits,
    Duration failing,
    boolean due,
    RunKind runKind,
    boolean bulk,
    RunState runState) {

  private static final int ERROR_LENGTH = 1000;

  private static final String SLICES =
      """
      SELECT id, run, type, window_from, window_to, state, attempts, error, retries, gateway_splits,
        COALESCE(TIMESTAMPDIFF(SECOND, first_failed_at, NOW(3)), 0) AS failing,
        not_before <= NOW(3) AS due,
        (SELECT r.kind FROM millrace_run r WHERE r.id = run) AS run_kind,
        (SELECT %s FROM millrace_run r WHERE r.id = run) AS bulk,
        (SELECT r.state FROM millrace_run r WHERE r.id = run) AS run_state
      FROM millrace_slice WHERE\s"""
          .formatted(RunKind.IS_BULK);

  private static final String ONE = SLICES + "id = ? FOR UPDATE";

  private static final String OF_TYPE = SLICES + "type = ? AND id IN (%s) ORDER BY id FOR UPDATE";

  static Optional<LockedSlice> find(Connection connection, long id) throws SQLException {
    return Sql.first(connection, ONE, LockedSlice::read, id);
  }

  /**
   * The slices with these ids that are the type's, in a packet.
   *
   * @param ids at least one
   */
  static Answer<List<LockedSlice>> find(Packet packet, String type, Collection<Long> ids) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    parameters.addAll(ids);
    return packet.list(
        OF_TYPE.formatted(Sql.repeat("?", ids.size())), LockedSlice::read, parameters.toArray());
  }

  Slice slice() {
    return new Slice(id, runKind, type, window, bulk);
  }

  /** Whether it waits for a worker. */
  boolean waits() {
    return state == SliceState.PLANNED || state == SliceState.SENT;
  }

  /** Whether it waits, and a worker may claim it now. */
  boolean claimable() {
    return waits() && due && runState == RunState.ACTIVE;
  }

  /** Leaves a slice until the run is resumed or the slice is due, or ends it with the run. */
  static SliceState holdBack(Connection connection, long id, RunState run) throws SQLException {
    SliceChange change =
        run == RunState.CANCELLED ? SliceChange.CANCELLED_UNCLAIMED : SliceChange.HELD_BACK;
    Sql.update(connection, change.sql(), id);
    return change.to();
  }

  /** Whether the next failure is the last: enough failures, over enough time. */
  boolean exhausted(Duration deadAfter) {
    return attempts >= Attempts.LIMIT && failing.compareTo(deadAfter) >= 0;
  }

  /** Ends the slice as dead. */
  static void die(Connection connection, long id, String reason) throws SQLException {
    Sql.update(connection, SliceChange.EXHAUSTED.sql(), cut(reason), id);
  }

  /** Characters as the database counts them: one beyond 16 bits counts once and is never split. */
  static String cut(String error) {
    return error.codePointCount(0, error.length()) <= ERROR_LENGTH
        ? error
        : error.substring(0, error.offsetByCodePoints(0, ERROR_LENGTH));
  }

  private static LockedSlice read(ResultSet row) throws SQLException {
    String error = row.getString("error");
    return new LockedSlice(
        row.getLong("id"),
        row.getLong("run"),
        row.getString("type"),
        new Window(row.getLong("window_from"), row.getLong("window_to")),
        SliceState.parse(row.getString("state")),
        row.getInt("attempts"),
        error == null ? "no reason was kept" : error,
        row.getInt("retries"),
        row.getInt("gateway_splits"),
        Duration.ofSeconds(row.getLong("failing")),
        row.getBoolean("due"),
        RunKind.parse(row.getString("run_kind")),
        row.getBoolean("bulk"),
        RunState.parse(row.getString("run_state")));
  }
}
