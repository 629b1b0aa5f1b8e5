package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What an operator may do to one slice. Takes the same locks as a claim. Thread-safe. */
public final class SliceControl {

  private static final String FIND = "SELECT type FROM millrace_slice WHERE id = ?";

  private static final String STATE = "SELECT state FROM millrace_slice WHERE id = ? FOR UPDATE";

  /** Its retries and its first failure stay, so that a slice that keeps failing dies. */
  private static final String DUE =
      "UPDATE millrace_slice SET not_before = NOW(3) WHERE id = ? AND state = 'planned'";

  private final Database database;
  private final Operator operator;

  /**
   * @param operator whose changes are noted
   */
  public SliceControl(Database database, Operator operator) {
    this.database = database;
    this.operator = operator;
  }

  /** The result of a request. */
  public enum Answer {
    CHANGED,
    /** It is sent or running already. */
    UNDER_WAY,
    /** It is dead, and only open slices can be cancelled. */
    DEAD,
    /** It is done, split or cancelled. */
    ENDED,
    /** Its run is being cancelled. */
    RUN_CANCELLED,
    /** The ledger has no such slice. */
    UNKNOWN
  }

  /** Plans a dead slice again, or ends the wait of a planned one. The caller sends due slices. */
  public Answer redrive(long slice) {
    return locked(
        slice,
        "slice redrive",
        (connection, type, state) ->
            switch (state) {
              case DEAD ->
                  DeadSlices.redrive(connection, slice, type, Integer.MAX_VALUE)
                          == DeadSlices.Redriven.PLANNED
                      ? Answer.CHANGED
                      : Answer.RUN_CANCELLED;
              case PLANNED -> {
                Sql.update(connection, DUE, slice);
                yield Answer.CHANGED;
              }
              case SENT, RUNNING -> Answer.UNDER_WAY;
              case DONE, SPLIT, CANCELLED -> Answer.ENDED;
            });
  }

  /** Cancels an open slice and revokes its attempt. What the attempt has written stays. */
  public Answer cancel(long slice) {
    return locked(
        slice,
        "slice cancel",
        (connection, _, state) ->
            switch (state) {
              case PLANNED, SENT -> {
                Sql.update(connection, SliceChange.CANCELLED_UNCLAIMED.sql(), slice);
                yield Answer.CHANGED;
              }
              case RUNNING -> {
                RunControl.cancelRunning(connection, slice);
                yield Answer.CHANGED;
              }
              case DEAD -> Answer.DEAD;
              case DONE, SPLIT, CANCELLED -> Answer.ENDED;
            });
  }

  /** Acts on a slice while its type and its row are locked. */
  @FunctionalInterface
  private interface Act {
    Answer on(Connection connection, String type, SliceState state) throws SQLException;
  }

  private Answer locked(long slice, String command, Act act) {
    return database.transact(
        connection -> {
          Optional<String> type = Sql.first(connection, FIND, row -> row.getString("type"), slice);
          if (type.isEmpty()) {
            return Answer.UNKNOWN;
          }
          TypeLock.take(connection, type.get());
          Optional<String> state = Sql.first(connection, STATE, row -> row.getString(1), slice);
          if (state.isEmpty()) {
            return Answer.UNKNOWN;
          }
          Answer answer = act.on(connection, type.get(), SliceState.parse(state.get()));
          if (answer == Answer.CHANGED) {
            Operations.note(connection, operator, command, Operations.slice(slice), null);
          }
          return answer;
        });
  }
}
