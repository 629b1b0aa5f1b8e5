package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The slices of backfills that may be sent now. A backfill uses its rate for a minute ahead, and
 * has no more than a few minutes' work on the queue; the rest stays planned, where pausing,
 * resuming and cancelling reach it. Any number may ask at once: a run's row is locked while its
 * rate is used. Thread-safe.
 */
public final class Portions {

  /** As long as it may take until the next sweep. */
  private static final Duration AHEAD = Duration.ofSeconds(60);

  private static final Duration MOST_ON_QUEUE = Duration.ofMinutes(3);

  /** However low the rate: there are moments that no database knows. */
  private static final Duration LONGEST_USE = Duration.ofDays(366);

  /** In one call, whatever the rate. */
  private static final long MOST = 5000;

  private static final String ACTIVE =
      """
      SELECT id FROM millrace_run
      WHERE ended_at IS NULL AND kind = 'backfill' AND state = 'active' ORDER BY id""";

  private static final String LOCK =
      """
      SELECT rate,
        GREATEST(TIMESTAMPDIFF(MICROSECOND, NOW(3), COALESCE(sent_until, NOW(3))), 0) / 1e6
      FROM millrace_run WHERE id = ? AND state = 'active' FOR UPDATE SKIP LOCKED""";

  private static final String USE =
      """
      UPDATE millrace_run
      SET sent_until = GREATEST(COALESCE(sent_until, NOW(3)), NOW(3)) + INTERVAL ? MICROSECOND
      WHERE id = ?""";

  private static final String ON_QUEUE =
      "SELECT COUNT(*) FROM millrace_slice WHERE run = ? AND state IN ('sent', 'running')";

  private static final String TYPES =
      "SELECT DISTINCT type FROM millrace_slice WHERE run = ? AND state = 'planned'";

  private static final String NEXT =
      """
      SELECT id, 'backfill', type, window_from, window_to FROM millrace_slice
      WHERE run = ? AND state = 'planned' AND type = ? AND not_before <= NOW(3)
      ORDER BY window_from DESC LIMIT ?""";

  private final Database database;

  public Portions(Database database) {
    this.database = database;
  }

  /**
   * Uses up the rate of all backfills until a minute from now, and says what to send for it: newest
   * first, the types in turn.
   *
   * @param slicesPerSecond of all backfills together; they share it equally, and none takes more
   *     than its own rate
   */
  public List<Slice> take(double slicesPerSecond) {
    List<Long> runs =
        database.transact(connection -> Sql.list(connection, ACTIVE, row -> row.getLong(1)));
    List<Slice> portion = new ArrayList<>();
    for (long run : runs) {
      double share = slicesPerSecond / runs.size();
      portion.addAll(database.transact(connection -> take(connection, run, share)));
    }
    return portion;
  }

  private static List<Slice> take(Connection connection, long run, double share)
      throws SQLException {
    Optional<Used> used = Sql.first(connection, LOCK, Used::read, run);
    if (used.isEmpty()) {
      return List.of();
    }
    double perSecond = Math.min(used.get().rate(), share);
    double free = AHEAD.toSeconds() - used.get().aheadSeconds();
    long room =
        (long) Math.max(perSecond * MOST_ON_QUEUE.toSeconds(), 1)
            - Sql.number(connection, ON_QUEUE, run);
    // However slow, one at a time goes out.
    long least = used.get().aheadSeconds() > 0 ? 0 : 1;
    long most = Math.min(Math.clamp((long) (perSecond * free), least, MOST), room);
    List<Slice> slices = inTurn(connection, run, most);
    if (!slices.isEmpty()) {
      double seconds = Math.min(slices.size() / perSecond, (double) LONGEST_USE.toSeconds());
      Sql.update(connection, USE, Math.round(seconds * 1e6), run);
    }
    return slices;
  }

  private static List<Slice> inTurn(Connection connection, long run, long most)
      throws SQLException {
    List<List<Slice>> byType = new ArrayList<>();
    if (most > 0) {
      for (String type : Sql.list(connection, TYPES, row -> row.getString(1), run)) {
        byType.add(Sql.list(connection, NEXT, Runs::slice, run, type, most));
      }
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

  private record Used(double rate, double aheadSeconds) {

    static Used read(ResultSet row) throws SQLException {
      double rate = row.getDouble(1);
      return new Used(row.wasNull() ? Double.MAX_VALUE : rate, row.getDouble(2));
    }
  }
}
