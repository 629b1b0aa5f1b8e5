package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may do to a run that has not ended. The ledger also stops slices that are
 * already on a queue: a worker deletes the messages of a paused or cancelled run. Thread-safe.
 */
public final class RunControl {

  private static final int PIECE = 5000;

  private static final String FIND =
      "SELECT state, ended_at IS NOT NULL FROM millrace_run WHERE id = ? FOR UPDATE";

  private static final String OPEN =
      """
      SELECT EXISTS (
        SELECT 1 FROM millrace_slice
        WHERE run = ? AND state %s)\
      """
          .formatted(SliceState.IN_OPEN);

  private static final String CHANGE = "UPDATE millrace_run SET state = ? WHERE id = ?";

  private static final String CANCEL_PIECE =
      """
      UPDATE millrace_slice SET state = 'cancelled', ended_at = NOW(3)
      WHERE run = ? AND %s LIMIT %d\
      """;

  private static final String RUNNING =
      "SELECT id, type FROM millrace_slice WHERE run = ? AND state = 'running'";

  private static final String REVOKE =
      """
      UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3)
      WHERE slice = ? AND state = 'running'\
      """;

  private static final String REVOKE_ALL =
      """
      UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3)
      WHERE state = 'running'\
      """;

  private final Database database;
  private final @Nullable Operator operator;

  /** For a program that changes runs by itself. */
  public RunControl(Database database) {
    this(database, null);
  }

  /**
   * For an operator, whose changes are noted.
   *
   * @param operator null without one
   */
  public RunControl(Database database, @Nullable Operator operator) {
    this.database = database;
    this.operator = operator;
  }

  /** The result of a request. */
  public enum Answer {
    CHANGED,
    /** The run was already in that state. */
    UNCHANGED,
    /** The run has no open slices left. */
    ENDED,
    /** It is being cancelled, which cannot be taken back. */
    CANCELLED,
    /** The run does not exist. */
    UNKNOWN
  }

  /**
   * Cancels all slices that are open, of all runs. Only for a database whose workers have ended.
   *
   * @return the number of slices
   */
  public static long breakOff(Connection connection) throws SQLException {
    Sql.update(connection, REVOKE_ALL);
    return Sql.update(connection, SliceChange.BROKEN_OFF.sql());
  }

  /** No further slices of the run are claimed; running ones finish. */
  public Answer pause(long run) {
    return database.transact(
        connection -> {
          Answer answer = change(connection, run, RunState.PAUSED, "pause");
          if (answer == Answer.CHANGED) {
            Sql.update(connection, SliceChange.TAKEN_BACK.sql(), run);
          }
          return answer;
        });
  }

  public Answer resume(long run) {
    return database.transact(connection -> change(connection, run, RunState.ACTIVE, "resume"));
  }

  /**
   * Cancels open slices, in pieces, and revokes running ones. After an interruption the sweep does
   * the rest.
   */
  public Answer cancel(long run) {
    Answer answer =
        database.transact(connection -> change(connection, run, RunState.CANCELLED, "cancel"));
    if (answer == Answer.CHANGED || answer == Answer.UNCHANGED) {
      cancelOpen(run);
    }
    return answer;
  }

  /** Cancels the remaining open slices of a cancelled run. */
  void cancelOpen(long run) {
    while (cancelPiece(run, SliceState.PLANNED) + cancelPiece(run, SliceState.SENT) > 0) {
      // the next piece
    }
    for (Running slice :
        database.transact(connection -> Sql.list(connection, RUNNING, Running::read, run))) {
      database.transact(
          connection -> {
            TypeLock.take(connection, slice.type());
            return cancelRunning(connection, slice.id());
          });
    }
  }

  /** Revokes the attempt and ends the slice; the caller holds the lock of its type. */
  static int cancelRunning(Connection connection, long slice) throws SQLException {
    Sql.update(connection, REVOKE, slice);
    return Sql.update(connection, SliceChange.CANCELLED_RUNNING.sql(), slice);
  }

  private int cancelPiece(long run, SliceState state) {
    String sql = CANCEL_PIECE.formatted(SliceState.CANCELLED.from(Set.of(state)), PIECE);
    return database.transact(connection -> Sql.update(connection, sql, run));
  }

  private Answer change(Connection connection, long run, RunState wanted, String command)
      throws SQLException {
    Optional<Found> found = Sql.first(connection, FIND, Found::read, run);
    if (found.isEmpty()) {
      return Answer.UNKNOWN;
    }
    boolean cancelledAlready =
        found.get().state() == RunState.CANCELLED && wanted == RunState.CANCELLED;
    if (found.get().ended() && !cancelledAlready) {
      return Answer.ENDED;
    }
    if (found.get().state() == wanted) {
      return Answer.UNCHANGED;
    }
    if (found.get().state() == RunState.CANCELLED) {
      return Answer.CANCELLED;
    }
    if (Sql.number(connection, OPEN, run) == 0) {
      return Answer.ENDED;
    }
    Sql.update(connection, CHANGE, wanted.text(), run);
    if (operator != null) {
      Operations.note(connection, operator, command, Operations.run(run), null);
    }
    return Answer.CHANGED;
  }

  private record Running(long id, String type) {

    static Running read(java.sql.ResultSet row) throws SQLException {
      return new Running(row.getLong(1), row.getString(2));
    }
  }

  private record Found(RunState state, boolean ended) {

    static Found read(java.sql.ResultSet row) throws SQLException {
      return new Found(RunState.parse(row.getString(1)), row.getBoolean(2));
    }
  }

  /** The cancelled runs that have not ended. */
  List<Long> cancelled() {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                "SELECT id FROM millrace_run WHERE ended_at IS NULL AND state = 'cancelled'",
                row -> row.getLong(1)));
  }
}
