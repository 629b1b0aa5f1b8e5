package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Finds ended runs and dead slices that have not been reported yet. Thread-safe. */
public final class EndedRuns {

  private static final String ENDED =
      """
      SELECT id FROM millrace_run r FORCE INDEX (not_ended)
      WHERE ended_at IS NULL AND COALESCE(reserved_until <= NOW(3), TRUE) AND NOT EXISTS (
        SELECT 1 FROM millrace_slice s FORCE INDEX (of_run)
        WHERE s.run = r.id AND s.state %s)
      ORDER BY id"""
          .formatted(SliceState.IN_OPEN);

  private static final String LOCK =
      """
      SELECT COALESCE(reserved_until <= NOW(3), TRUE) FROM millrace_run
      WHERE id = ? AND ended_at IS NULL FOR UPDATE""";

  /** Checked again under the lock: an operator may have redriven a dead slice. */
  private static final String OPEN =
      """
      SELECT COUNT(*) FROM millrace_slice
      WHERE run = ? AND state\s"""
          + SliceState.IN_OPEN;

  private static final String RESERVE_RUN =
      "UPDATE millrace_run SET reserved_until = NOW(3) + INTERVAL 60 SECOND WHERE id = ?";

  /** A redrive removes the reservation: then the run goes on, and its end is reported again. */
  private static final String RELEASE_RUN =
      """
      UPDATE millrace_run SET reserved_until = NULL, ended_at = IF(?, NOW(3), NULL)
      WHERE id = ? AND reserved_until IS NOT NULL""";

  private static final String DEAD =
      """
      SELECT s.id, r.kind, s.type, s.window_from, s.window_to, s.run, s.attempts,
        COALESCE(s.error, 'no reason was kept') AS error
      FROM millrace_slice s FORCE INDEX (of_state) STRAIGHT_JOIN millrace_run r ON r.id = s.run
      WHERE s.state = 'dead' AND s.announced = FALSE
        AND COALESCE(s.reserved_until <= NOW(3), TRUE)
      LIMIT 100 FOR UPDATE SKIP LOCKED""";

  private static final String RESERVE =
      """
      UPDATE millrace_slice SET reserved_until = NOW(3) + INTERVAL 60 SECOND
      WHERE id IN (%s)""";

  private static final String RELEASE =
      """
      UPDATE millrace_slice SET announced = ?, reserved_until = NULL
      WHERE id IN (%s) AND state = 'dead'""";

  private final Database database;
  private final RunControl control;

  public EndedRuns(Database database) {
    this.database = database;
    this.control = new RunControl(database);
  }

  /** A slice that is dead after a number of attempts. */
  public record Death(Slice slice, long run, int attempts, String reason) {}

  /**
   * Reports each run without open slices, and notes afterwards that it has ended. No lock is held
   * meanwhile: the run is reserved for a minute. A crash in between reports it twice, and so does a
   * redrive. Remaining open slices of a cancelled run are cancelled first.
   *
   * @return how many
   */
  public int tellRuns(Consumer<RunSummary> teller) {
    control.cancelled().forEach(control::cancelOpen);
    List<Long> ended =
        database.transact(connection -> Sql.list(connection, ENDED, row -> row.getLong(1)));
    int told = 0;
    for (long run : ended) {
      if (database.transact(connection -> reserve(connection, run)) && tell(teller, run)) {
        told++;
      }
    }
    return told;
  }

  /** False when another sweep reports the run, or it is open again. */
  private static boolean reserve(Connection connection, long run) throws SQLException {
    boolean free = Sql.first(connection, LOCK, row -> row.getBoolean(1), run).orElse(false);
    return free
        && Sql.number(connection, OPEN, run) == 0
        && Sql.update(connection, RESERVE_RUN, run) > 0;
  }

  /** False when the run is open again. Its many slices are added up without a lock. */
  private boolean tell(Consumer<RunSummary> teller, long run) {
    boolean told = false;
    try {
      RunSummary summary = database.transact(connection -> RunSummary.of(connection, run));
      if (summary.openSlices() == 0) {
        teller.accept(summary);
        told = true;
      }
    } finally {
      boolean ended = told;
      database.transact(connection -> Sql.update(connection, RELEASE_RUN, ended, run));
    }
    return told;
  }

  /**
   * Reports unreported dead slices, at most 100 at once, and notes that afterwards. No lock is held
   * meanwhile: the slices are reserved for a minute. A crash in between reports them again.
   *
   * @return how many
   */
  public int tellDeaths(Consumer<List<Death>> teller) {
    List<Death> deaths = database.transact(EndedRuns::reserve);
    if (deaths.isEmpty()) {
      return 0;
    }
    boolean told = false;
    try {
      teller.accept(deaths);
      told = true;
    } finally {
      release(deaths, told);
    }
    return deaths.size();
  }

  private static List<Death> reserve(Connection connection) throws SQLException {
    List<Death> deaths =
        Sql.list(
            connection,
            DEAD,
            row ->
                new Death(
                    Runs.slice(row),
                    row.getLong("run"),
                    row.getInt("attempts"),
                    row.getString("error")));
    if (!deaths.isEmpty()) {
      Object[] ids = ids(deaths).toArray();
      Sql.update(connection, RESERVE.formatted(Sql.repeat("?", ids.length)), ids);
    }
    return deaths;
  }

  private void release(List<Death> deaths, boolean told) {
    List<Object> parameters = new ArrayList<>(List.of(told));
    parameters.addAll(ids(deaths));
    database.transact(
        connection ->
            Sql.update(
                connection,
                RELEASE.formatted(Sql.repeat("?", deaths.size())),
                parameters.toArray()));
  }

  private static List<Long> ids(List<Death> deaths) {
    return deaths.stream().map(death -> death.slice().id()).sorted().toList();
  }
}
