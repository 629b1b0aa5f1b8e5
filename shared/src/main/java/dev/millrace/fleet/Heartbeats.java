package dev.millrace.fleet;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The table of the workers' signs of life. Thread-safe. */
public final class Heartbeats {

  /** The time between two signs of a worker. */
  public static final Duration EVERY = Duration.ofSeconds(10);

  /** A worker that ended without a clean stop stays visible this long. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final String BEAT =
      """
      INSERT INTO millrace_worker (name, started_at, seen_at, in_hand)
      VALUES (?, NOW(3), NOW(3), ?)
      ON DUPLICATE KEY UPDATE seen_at = NOW(3), in_hand = VALUES(in_hand)""";

  private static final String REMOVE = "DELETE FROM millrace_worker WHERE name = ?";

  private static final String REMOVE_OLD =
      "DELETE FROM millrace_worker WHERE seen_at < NOW(3) - INTERVAL ? SECOND";

  private static final String ALL =
      """
      SELECT name, TIMESTAMPDIFF(SECOND, started_at, NOW(3)), in_hand,
        TIMESTAMPDIFF(SECOND, seen_at, NOW(3))
      FROM millrace_worker WHERE seen_at >= NOW(3) - INTERVAL ? SECOND
      ORDER BY started_at, name""";

  private final Database database;

  public Heartbeats(Database database) {
    this.database = database;
  }

  /** Records that the worker is alive; the first sign is its start. */
  public void beat(String worker, long inHand) {
    update(BEAT, worker, inHand);
  }

  /** Forgets a worker that has stopped. */
  public void remove(String worker) {
    update(REMOVE, worker);
  }

  /** Forgets workers that ended an hour ago or earlier without a clean stop. */
  public void removeOld() {
    update(REMOVE_OLD, KEPT.toSeconds());
  }

  /** The workers with a sign in the last hour, the oldest worker first. */
  public static List<WorkerSign> of(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        ALL,
        row -> new WorkerSign(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)),
        KEPT.toSeconds());
  }

  private void update(String sql, Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }
}
