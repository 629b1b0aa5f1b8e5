package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.order.TypeLock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The dead slices, and how they are redriven: dead → planned. The transition takes the same locks
 * as a claim, in the same order. Thread-safe.
 */
public final class DeadSlices {

  private static final String SLICE =
      "SELECT type, state, replays FROM millrace_slice WHERE id = ?";

  /** Locked, so that a cancellation comes before or after. */
  private static final String BEING_CANCELLED =
      """
      SELECT state = 'cancelled' AND ended_at IS NULL FROM millrace_run
      WHERE id = (SELECT run FROM millrace_slice WHERE id = ?)""";

  /** Also while its end is being reported. */
  private static final String RUN_GOES_ON =
      """
      UPDATE millrace_run
      SET state = IF(ended_at IS NULL, state, 'active'), ended_at = NULL, reserved_until = NULL
      WHERE id = (SELECT run FROM millrace_slice WHERE id = ?)
        AND (ended_at IS NOT NULL OR reserved_until IS NOT NULL)""";

  private static final String DEAD =
      """
      SELECT s.id, r.kind, s.type, s.window_from, s.window_to,
        COALESCE(s.error, 'no reason was kept') AS error, s.replays
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.state = 'dead' AND s.id > ? ORDER BY s.id LIMIT ?""";

  private static final int PAGE = 500;

  private final Database database;

  public DeadSlices(Database database) {
    this.database = database;
  }

  /** A dead slice. */
  public record DeadSlice(Slice slice, String error, int redrives) {

    private long id() {
      return slice.id();
    }
  }

  /** The result of redriving a slice. */
  public enum Redriven {
    /** It was dead and is planned now, with a full number of attempts. */
    PLANNED,
    /** It is not dead: it has ended otherwise, or is still open. */
    NOT_DEAD,
    /** It is dead and has been redriven too many times. */
    REDRIVEN_TOO_OFTEN,
    /** It is dead and its run is being cancelled, which would cancel it too. */
    RUN_CANCELLED,
    /** The ledger has no slice with this number and type. */
    UNKNOWN
  }

  /**
   * Plans a dead slice again, as if for the first time, and counts that.
   *
   * @param mostRedrives a slice already redriven this number of times stays dead
   */
  public Redriven redrive(long slice, String type, int mostRedrives) {
    return database.transact(connection -> redrive(connection, slice, type, mostRedrives));
  }

  static Redriven redrive(Connection connection, long slice, String type, int mostRedrives)
      throws SQLException {
    TypeLock.take(connection, type);
    Redriven redriven = find(connection, SLICE + " FOR UPDATE", slice, type, mostRedrives);
    if (redriven == Redriven.PLANNED) {
      if (Sql.number(connection, BEING_CANCELLED + " FOR UPDATE", slice) > 0) {
        return Redriven.RUN_CANCELLED;
      }
      Sql.update(connection, SliceChange.REDRIVEN.sql(), slice);
      Sql.update(connection, RUN_GOES_ON, slice);
    }
    return redriven;
  }

  /** The result that {@link #redrive} would return now. Changes nothing. */
  public Redriven preview(long slice, String type, int mostRedrives) {
    return database.transact(
        connection -> {
          Redriven redriven = find(connection, SLICE, slice, type, mostRedrives);
          return redriven == Redriven.PLANNED && Sql.number(connection, BEING_CANCELLED, slice) > 0
              ? Redriven.RUN_CANCELLED
              : redriven;
        });
  }

  private static Redriven find(
      Connection connection, String sql, long slice, String type, int mostRedrives)
      throws SQLException {
    Optional<Row> row = Sql.first(connection, sql, Row::read, slice);
    if (row.isEmpty() || !row.get().type().equals(type)) {
      return Redriven.UNKNOWN;
    }
    if (row.get().state() != SliceState.DEAD) {
      return Redriven.NOT_DEAD;
    }
    return row.get().redrives() >= mostRedrives ? Redriven.REDRIVEN_TOO_OFTEN : Redriven.PLANNED;
  }

  /** Whether it is dead now. */
  public boolean isDead(long slice) {
    return database.transact(
        connection ->
            Sql.first(connection, SLICE, Row::read, slice)
                .filter(row -> row.state() == SliceState.DEAD)
                .isPresent());
  }

  /**
   * The dead slices, oldest first, read in pages as they are needed: slices that are redriven
   * meanwhile change nothing, and only a page is in memory.
   */
  public Stream<DeadSlice> stream() {
    return Stream.iterate(page(0), page -> !page.isEmpty(), page -> page(page.getLast().id()))
        .flatMap(List::stream);
  }

  private List<DeadSlice> page(long after) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                DEAD,
                row ->
                    new DeadSlice(Runs.slice(row), row.getString("error"), row.getInt("replays")),
                after,
                PAGE));
  }

  private record Row(String type, SliceState state, int redrives) {

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getString("type"), SliceState.parse(row.getString("state")), row.getInt("replays"));
    }
  }
}
