package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The slices of backfills that may be sent now. A backfill uses its rate for a minute ahead, and
 * has at most a few minutes' work on the queue, in equal parts for its types: a type without
 * progress fills only its own part. The rest stays planned, where pausing, resuming and cancelling
 * apply. Any number of callers may run at once: a run's row is locked while its rate is used.
 * Thread-safe.
 */
public final class Portions {

  /** The maximum time until the next sweep. */
  private static final Duration AHEAD = Duration.ofSeconds(60);

  private static final Duration MOST_ON_QUEUE = Duration.ofMinutes(3);

  /** Whatever the rate: a database cannot store every moment. */
  private static final Duration LONGEST_USE = Duration.ofDays(366);

  /** In one call, whatever the rate. */
  private static final long MOST = 5000;

  /** The slowest first, so that the others get their unused rate. */
  private static final String ACTIVE =
      """
      SELECT r.id, r.rate FROM millrace_run r FORCE INDEX (not_ended)
      WHERE r.ended_at IS NULL AND r.kind = 'backfill' AND r.state = 'active'
        AND EXISTS (
          SELECT 1 FROM millrace_slice s FORCE INDEX (of_run)
          WHERE s.run = r.id AND s.state = 'planned')
      ORDER BY r.rate IS NULL, r.rate, r.id""";

  private static final String LOCK =
      """
      SELECT GREATEST(TIMESTAMPDIFF(MICROSECOND, NOW(3), COALESCE(sent_until, NOW(3))), 0) / 1e6
      FROM millrace_run WHERE id = ? AND state = 'active' FOR UPDATE SKIP LOCKED""";

  private static final String USE =
      """
      UPDATE millrace_run
      SET sent_until = GREATEST(COALESCE(sent_until, NOW(3)), NOW(3)) + INTERVAL ? MICROSECOND
      WHERE id = ?""";

  /** One type after another: DISTINCT would read all planned slices of the run. */
  private static final String NEXT_TYPE =
      """
      SELECT type FROM millrace_slice FORCE INDEX (of_run)
      WHERE run = ? AND state = 'planned' AND type > ? ORDER BY type LIMIT 1""";

  private static final String ON_QUEUE =
      """
      SELECT COUNT(*) FROM millrace_slice FORCE INDEX (of_run)
      WHERE run = ? AND state %s AND type = ?"""
          .formatted(SliceState.IN_UNDER_WAY);

  private static final String NEXT =
      """
      SELECT id, 'backfill', type, window_from, window_to
      FROM millrace_slice FORCE INDEX (of_run)
      WHERE run = ? AND state = 'planned' AND type = ? AND not_before <= NOW(3)
        AND COALESCE(reserved_until <= NOW(3), TRUE)
      ORDER BY window_from DESC LIMIT ?""";

  private final Database database;

  public Portions(Database database) {
    this.database = database;
  }

  /**
   * Uses the rate of all backfills until a minute from now, and returns the slices to send: newest
   * first, the types in turn, reserved for the caller.
   *
   * @param slicesPerSecond of all backfills together; they share it equally, and those with a lower
   *     rate of their own leave the remainder to the others
   */
  public List<Slice> take(double slicesPerSecond) {
    List<Active> runs = database.transact(connection -> Sql.list(connection, ACTIVE, Active::read));
    List<Slice> portion = new ArrayList<>();
    double left = slicesPerSecond;
    for (int i = 0; i < runs.size(); i++) {
      Active run = runs.get(i);
      double perSecond = Math.min(run.rate(), left / (runs.size() - i));
      left -= perSecond;
      portion.addAll(database.transact(connection -> take(connection, run.id(), perSecond)));
    }
    return portion;
  }

  private static List<Slice> take(Connection connection, long run, double perSecond)
      throws SQLException {
    Optional<Double> ahead = Sql.first(connection, LOCK, row -> row.getDouble(1), run);
    if (ahead.isEmpty()) {
      return List.of();
    }
    double free = AHEAD.toSeconds() - ahead.get();
    // However slow, at least one is sent.
    long least = ahead.get() > 0 ? 0 : 1;
    long most = Math.clamp((long) (perSecond * free), least, MOST);
    List<Slice> next = inTurn(connection, run, perSecond * MOST_ON_QUEUE.toSeconds(), most);
    List<Slice> slices = Reservations.reserve(connection, next);
    if (!slices.isEmpty()) {
      double seconds = Math.min(slices.size() / perSecond, (double) LONGEST_USE.toSeconds());
      Sql.update(connection, USE, Math.round(seconds * 1e6), run);
    }
    return slices;
  }

  private static List<Slice> inTurn(Connection connection, long run, double room, long most)
      throws SQLException {
    List<String> types = types(connection, run);
    List<List<Slice>> byType = new ArrayList<>();
    for (String type : types) {
      long part = (long) Math.max(room / types.size(), 1);
      long free = Math.clamp(part - Sql.number(connection, ON_QUEUE, run, type), 0, most);
      byType.add(Sql.list(connection, NEXT, Runs::slice, run, type, free));
    }
    List<Slice> slices = new ArrayList<>();
    for (int turn = 0; turn < most; turn++) {
      for (List<Slice> ofType : byType) {
        if (turn < ofType.size() && slices.size() < most) {
          slices.add(ofType.get(turn));
        }
      }
    }
    return slices;
  }

  private static List<String> types(Connection connection, long run) throws SQLException {
    List<String> types = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      next = Sql.first(connection, NEXT_TYPE, row -> row.getString(1), run, next.get());
      next.ifPresent(types::add);
    }
    return types;
  }

  private record Active(long id, double rate) {

    static Active read(ResultSet row) throws SQLException {
      long id = row.getLong(1);
      double rate = row.getDouble(2);
      return new Active(id, row.wasNull() ? Double.MAX_VALUE : rate);
    }
  }
}
