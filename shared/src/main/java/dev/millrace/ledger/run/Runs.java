package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs and their slices, until a worker claims one. Thread-safe. */
public final class Runs {

  private static final int ROWS = 1000;
  private static final int DUPLICATE_KEY = 1062;

  private static final String FIND =
      "SELECT id FROM millrace_run WHERE kind = ? AND trigger_key = ?";

  private static final String START =
      "INSERT INTO millrace_run (kind, trigger_key, bulk, planned_at) VALUES (?, ?, ?, NOW(3))";

  private static final String PLAN =
      """
      INSERT INTO millrace_slice
        (run, type, window_from, window_to, state, not_before, planned_at)
      VALUES\s""";

  private static final String PLAN_ROW = "(?, ?, ?, ?, 'planned', NOW(3), NOW(3))";

  /** Starts at the runs, so that the many slices of a backfill are not read. */
  private static final String DUE =
      """
      SELECT s.id, r.kind, s.type, s.window_from, s.window_to, r.bulk
      FROM millrace_run r FORCE INDEX (not_ended)
      STRAIGHT_JOIN millrace_slice s FORCE INDEX (of_run) ON s.run = r.id
      WHERE r.ended_at IS NULL AND r.kind IN ('schedule', 'heal', 'recheck')
        AND r.state = 'active' AND s.state = 'planned' AND s.not_before <= NOW(3)
        AND COALESCE(s.reserved_until <= NOW(3), TRUE)
      ORDER BY r.bulk, FIELD(r.kind, 'schedule', 'heal', 'recheck'), s.window_from DESC, s.id
      LIMIT ?""";

  private static final String SILENT =
      """
      SELECT s.id, r.kind, s.type, s.window_from, s.window_to, r.bulk
      FROM millrace_slice s FORCE INDEX (of_state) STRAIGHT_JOIN millrace_run r ON r.id = s.run
      WHERE s.state %s AND s.announced = FALSE
        AND s.sent_at < NOW(3) - INTERVAL ? SECOND
        AND r.state = 'active' AND COALESCE(s.reserved_until <= NOW(3), TRUE)
        AND NOT EXISTS (
          SELECT 1 FROM millrace_attempt a
          WHERE a.slice = s.id AND a.state = 'running'
            AND a.lease_until >= NOW(3) - INTERVAL ? SECOND)
      ORDER BY %s, s.sent_at, s.id LIMIT ?"""
          .formatted(SliceState.IN_UNDER_WAY, RunKind.IS_BULK);

  private static final String OPEN =
      """
      SELECT COUNT(*)
      FROM millrace_run r FORCE INDEX (not_ended)
      STRAIGHT_JOIN millrace_slice s FORCE INDEX (of_run) ON s.run = r.id
      WHERE r.ended_at IS NULL AND r.kind = ?
        AND s.state %s AND s.type = ?"""
          .formatted(SliceState.IN_OPEN);

  private static final String STATES =
      "SELECT state, COUNT(*) FROM millrace_slice WHERE run = ? GROUP BY state";

  private static final String RATE = "UPDATE millrace_run SET rate = ? WHERE id = ?";

  private final Database database;

  public Runs(Database database) {
    this.database = database;
  }

  /** A run's number, and whether this call made it. */
  public record Planned(long run, boolean fresh) {

    /** There was nothing to plan, so there is no run. */
    public static final Planned NOTHING = new Planned(0, false);

    public boolean nothing() {
      return run == 0;
    }
  }

  /**
   * Writes a run and its slices in one transaction. A second call with the same kind and trigger
   * returns the existing run; its slices stay as they are.
   *
   * @param trigger identifies the trigger, at most 128 characters
   * @param slices iterated while they are written, so there may be any number of them; iterated
   *     again if the transaction is repeated
   */
  public Planned plan(RunKind kind, String trigger, Iterable<PlannedSlice> slices) {
    return once(kind, trigger, connection -> plan(connection, kind, trigger, slices));
  }

  /**
   * Does work that plans a run of this kind and trigger, in one transaction; if another process
   * planned it in the meantime, the work is rolled back and that run is returned.
   */
  public Planned once(RunKind kind, String trigger, Database.Work<Planned> work) {
    try {
      return database.transact(work);
    } catch (DatabaseException e) {
      if (e.code() != DUPLICATE_KEY) {
        throw e;
      }
      return database.transact(connection -> find(connection, kind, trigger).orElseThrow(() -> e));
    }
  }

  /**
   * As {@link #plan(RunKind, String, Iterable)}, in the caller's transaction: a trigger that
   * another transaction plans at the same time fails this one as a duplicate key.
   */
  public static Planned plan(
      Connection connection, RunKind kind, String trigger, Iterable<PlannedSlice> slices)
      throws SQLException {
    return plan(connection, kind, trigger, slices, kind == RunKind.BACKFILL);
  }

  /** Gives a run a rate of its own, in slices per second; null for the share of all backfills. */
  public static void limit(Connection connection, long run, @Nullable Double rate)
      throws SQLException {
    Sql.update(connection, RATE, rate, run);
  }

  /**
   * The same.
   *
   * @param bulk whether its messages go to the backfill queue, whatever its kind
   */
  public static Planned plan(
      Connection connection,
      RunKind kind,
      String trigger,
      Iterable<PlannedSlice> slices,
      boolean bulk)
      throws SQLException {
    Optional<Planned> there = find(connection, kind, trigger);
    if (there.isPresent()) {
      return there.get();
    }
    long run = Sql.insert(connection, START, kind.text(), trigger, bulk);
    List<Object> parameters = new ArrayList<>();
    for (PlannedSlice slice : slices) {
      parameters.add(run);
      parameters.add(slice.type());
      parameters.add(slice.window().from());
      parameters.add(slice.window().to());
      if (parameters.size() == ROWS * 4) {
        insert(connection, parameters);
      }
    }
    insert(connection, parameters);
    return new Planned(run, true);
  }

  private static void insert(Connection connection, List<Object> parameters) throws SQLException {
    if (!parameters.isEmpty()) {
      String sql = PLAN + Sql.repeat(PLAN_ROW, parameters.size() / 4);
      Sql.update(connection, sql, parameters.toArray());
      parameters.clear();
    }
  }

  /** The run of that kind and trigger. */
  public Optional<Planned> find(RunKind kind, String trigger) {
    return database.transact(connection -> find(connection, kind, trigger));
  }

  static Optional<Planned> find(Connection connection, RunKind kind, String trigger)
      throws SQLException {
    return Sql.first(
        connection, FIND, row -> new Planned(row.getLong(1), false), kind.text(), trigger);
  }

  /**
   * Planned, due slices of scheduled runs: regular ones first, then healing ones, then rechecks,
   * each newest first, and those for the backfill queue last. Backfills are sent in {@link
   * Portions}.
   */
  public List<Slice> due(int limit) {
    return database.transact(connection -> Sql.list(connection, DUE, Runs::queued, limit));
  }

  /**
   * Slices whose message may be lost: it was sent at least that time ago, and no worker has claimed
   * the slice since, or its worker's lease expired at least that time ago. Slices of scheduled runs
   * come first, so they do not wait for the many of a backfill.
   */
  public List<Slice> silent(Duration age, int limit) {
    long seconds = age.toSeconds();
    return database.transact(
        connection -> Sql.list(connection, SILENT, Runs::queued, seconds, seconds, limit));
  }

  /** Which process sends which slices. */
  public Reservations reservations() {
    return new Reservations(database);
  }

  /** The number of open slices of the type in runs of this kind. */
  public static long open(Connection connection, RunKind kind, String type) throws SQLException {
    return Sql.number(connection, OPEN, kind.text(), type);
  }

  /** Notes that the messages are on their queue. A worker that was faster wins. */
  public void sent(List<Slice> slices) {
    if (slices.isEmpty()) {
      return;
    }
    Object[] ids = slices.stream().map(Slice::id).sorted().toArray();
    database.transact(
        connection -> Sql.update(connection, SliceChange.SENT_AGAIN.sql(ids.length), ids));
  }

  /** The slices of backfills that may be sent. */
  public Portions portions() {
    return new Portions(database);
  }

  /** The number of slices of the run in each state; states without any are omitted. */
  public Map<SliceState, Long> states(long run) {
    return database.transact(
        connection -> {
          Map<SliceState, Long> states = new EnumMap<>(SliceState.class);
          Sql.list(
                  connection,
                  STATES,
                  row -> Map.entry(SliceState.parse(row.getString(1)), row.getLong(2)),
                  run)
              .forEach(entry -> states.put(entry.getKey(), entry.getValue()));
          return states;
        });
  }

  /** As {@link #slice}, with the column {@code bulk}. */
  private static Slice queued(ResultSet row) throws SQLException {
    Slice slice = slice(row);
    boolean bulk = slice.bulk() || row.getBoolean("bulk");
    return new Slice(slice.id(), slice.kind(), slice.type(), slice.window(), bulk);
  }

  /** From the columns id, kind, type, window_from and window_to, which come first. */
  static Slice slice(ResultSet row) throws SQLException {
    return new Slice(
        row.getLong(1),
        RunKind.parse(row.getString(2)),
        row.getString(3),
        new Window(row.getLong(4), row.getLong(5)));
  }
}
