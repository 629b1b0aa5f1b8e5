package dev.millrace.ledger;

import dev.millrace.bucket.Calendar;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Claim.Busy;
import dev.millrace.ledger.Claim.Claimed;
import dev.millrace.ledger.Claim.Dead;
import dev.millrace.ledger.Claim.Settled;
import dev.millrace.ledger.Claim.UnknownSlice;
import dev.millrace.ledger.Claim.UnknownType;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One writer at a time: claims slices, fences what an attempt writes, and ends attempts. Leases are
 * judged by the database's clock. Thread-safe.
 *
 * <p>Locks are always taken in the order type, slice, attempt; a batch locks its attempt alone.
 * Revoking an attempt waits for the batch that it has open, so a worker that was frozen can neither
 * write nor finish once its slice is somebody else's.
 */
public final class Attempts {

  /** A slice is dead when this many attempts at it have failed. */
  public static final int LIMIT = 5;

  private static final int ERROR_LENGTH = 1000;

  private static final String SLICE =
      """
      SELECT run, type, window_from, window_to, state, attempts, error
      FROM millrace_slice WHERE id = ? FOR UPDATE""";

  private static final String OVERLAPPING =
      """
      SELECT number, slice, TIMESTAMPDIFF(MICROSECOND, NOW(3), lease_until) DIV 1000
      FROM millrace_attempt
      WHERE state = 'running' AND type = ? AND window_from < ? AND window_to > ?""";

  private static final String REVOKE =
      """
      UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3)
      WHERE number = ? AND state = 'running' AND lease_until <= NOW(3)""";

  private static final String SLICE_WAITS_AGAIN =
      """
      UPDATE millrace_slice SET state = 'sent', sent_at = NOW(3)
      WHERE id = ? AND state = 'running'""";

  private static final String START =
      """
      INSERT INTO millrace_attempt
        (slice, type, window_from, window_to, worker, state, lease_until, started_at)
      VALUES (?, ?, ?, ?, ?, 'running', NOW(3) + INTERVAL ? SECOND, NOW(3))""";

  private static final String SLICE_RUNS =
      """
      UPDATE millrace_slice
      SET state = 'running', attempts = attempts + 1, sent_at = COALESCE(sent_at, NOW(3))
      WHERE id = ? AND state IN ('planned', 'sent', 'running')""";

  private static final String SLICE_DIES =
      """
      UPDATE millrace_slice SET state = 'dead', ended_at = NOW(3), error = ?
      WHERE id = ? AND state IN ('planned', 'sent', 'running')""";

  private static final String HOLD =
      """
      UPDATE millrace_attempt SET lease_until = NOW(3) + INTERVAL ? SECOND
      WHERE number = ? AND state = 'running'""";

  private static final String COUNT =
      """
      UPDATE millrace_attempt
      SET fetched = fetched + ?, inserted = inserted + ?, updated = updated + ?,
        unchanged = unchanged + ?, filtered = filtered + ?, rejected = rejected + ?
      WHERE number = ?""";

  private static final String END =
      """
      UPDATE millrace_attempt SET state = ?, ended_at = NOW(3), error = ?
      WHERE number = ? AND state = 'running'""";

  private static final String SLICE_DONE =
      """
      UPDATE millrace_slice
      SET state = 'done', ended_at = NOW(3), definition_version = ?, error = NULL
      WHERE id = ? AND state = 'running'""";

  private static final String SLICE_RETRIES =
      """
      UPDATE millrace_slice
      SET state = 'sent', sent_at = NOW(3), error = ?, attempts = attempts - ?
      WHERE id = ? AND state = 'running'""";

  private final Database database;
  private final String worker;
  private final Duration lease;

  /**
   * @param worker names this process to a person, at most 128 characters
   * @param lease how long a claim holds without being renewed; whole seconds
   */
  public Attempts(Database database, String worker, Duration lease) {
    this.database = database;
    this.worker = worker;
    this.lease = lease;
  }

  /** Tries to become the one writer of a slice. */
  public Claim claim(long slice, String type) {
    return database.transact(connection -> claim(connection, slice, type));
  }

  private Claim claim(Connection connection, long id, String type) throws SQLException {
    Optional<String> version = TypeLock.take(connection, type);
    if (version.isEmpty()) {
      return new UnknownType();
    }
    Optional<SliceRow> found = Sql.first(connection, SLICE, SliceRow::read, id);
    if (found.isEmpty() || !found.get().type().equals(type)) {
      return new UnknownSlice();
    }
    SliceRow slice = found.get();
    return switch (slice.state()) {
      case DONE, SPLIT, CANCELLED -> new Settled(slice.state());
      case DEAD -> new Dead(slice.error(), slice.run());
      case PLANNED, SENT, RUNNING -> claimOpen(connection, id, slice, version.get());
    };
  }

  private Claim claimOpen(Connection connection, long id, SliceRow slice, String version)
      throws SQLException {
    Optional<Duration> busy = revokeExpired(connection, slice);
    if (busy.isPresent()) {
      return new Busy(busy.get());
    }
    if (slice.attempts() >= LIMIT) {
      String reason =
          "gave up after %d attempts, the last one ended without a word; before that: %s"
              .formatted(slice.attempts(), slice.error());
      Sql.update(connection, SLICE_DIES, cut(reason), id);
      return new Dead(reason, slice.run());
    }
    Window window = slice.window();
    long number =
        Sql.insert(
            connection,
            START,
            id,
            slice.type(),
            window.from(),
            window.to(),
            worker,
            lease.toSeconds());
    Sql.update(connection, SLICE_RUNS, id);
    return new Claimed(new Attempt(number, id, slice.run(), slice.type(), window, version));
  }

  /** Revokes what has expired; when something is still live, how long it may stay so. */
  private Optional<Duration> revokeExpired(Connection connection, SliceRow slice)
      throws SQLException {
    Window window = slice.window();
    List<Holder> holders =
        Sql.list(connection, OVERLAPPING, Holder::read, slice.type(), window.to(), window.from());
    for (Holder holder : holders) {
      if (holder.leftMillis() > 0 || Sql.update(connection, REVOKE, holder.attempt()) == 0) {
        return Optional.of(Duration.ofMillis(Math.max(holder.leftMillis(), 1000)));
      }
      Sql.update(connection, SLICE_WAITS_AGAIN, holder.slice());
    }
    return Optional.empty();
  }

  /**
   * Begins a batch: holds the attempt's row until the transaction ends and renews the lease.
   *
   * @throws RevokedException when the attempt may no longer write; the caller rolls back and stops
   */
  public void fence(Connection connection, Attempt attempt) throws SQLException {
    if (Sql.update(connection, HOLD, lease.toSeconds(), attempt.number()) == 0) {
      throw new RevokedException(attempt);
    }
  }

  /** Adds a batch's counts, inside its transaction. */
  public void count(Connection connection, Attempt attempt, Counts counts) throws SQLException {
    Sql.update(
        connection,
        COUNT,
        counts.fetched(),
        counts.inserted(),
        counts.updated(),
        counts.unchanged(),
        counts.filtered(),
        counts.rejected(),
        attempt.number());
  }

  /**
   * Renews the lease.
   *
   * @throws RevokedException when there is nothing to renew any more
   */
  public void renew(Attempt attempt) {
    database.transact(
        connection -> {
          fence(connection, attempt);
          return attempt;
        });
  }

  /**
   * Ends the attempt and its slice as done and adds the window to the coverage.
   *
   * @throws RevokedException when the attempt was revoked; nothing has changed then
   */
  public void finish(Attempt attempt) {
    Calendar.add(database, attempt.window());
    database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          end(connection, attempt, "done", null);
          Sql.update(connection, SLICE_DONE, attempt.definitionVersion(), attempt.slice());
          Coverage.add(
              connection,
              attempt.type(),
              new Coverage.Span(attempt.window(), attempt.definitionVersion()));
          return attempt;
        });
  }

  /**
   * Ends the attempt without counting it, since the cause lies outside (source or database away,
   * drain); the slice waits for its next message. Does nothing when the attempt was revoked.
   */
  public void giveBack(Attempt attempt, String reason) {
    database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          if (Sql.update(connection, END, "returned", cut(reason), attempt.number()) > 0) {
            Sql.update(connection, SLICE_RETRIES, cut(reason), 1, attempt.slice());
          }
          return attempt;
        });
  }

  /**
   * Ends the attempt as failed. Does nothing when it was revoked.
   *
   * @return whether the slice is dead now
   */
  public boolean fail(Attempt attempt, String reason) {
    return database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          if (Sql.update(connection, END, "failed", cut(reason), attempt.number()) == 0) {
            return false;
          }
          boolean last =
              Sql.first(connection, SLICE, SliceRow::read, attempt.slice())
                  .filter(slice -> slice.attempts() >= LIMIT)
                  .isPresent();
          if (last) {
            Sql.update(connection, SLICE_DIES, cut(reason), attempt.slice());
          } else {
            Sql.update(connection, SLICE_RETRIES, cut(reason), 0, attempt.slice());
          }
          return last;
        });
  }

  private static void end(
      Connection connection,
      Attempt attempt,
      String state,
      @org.jspecify.annotations.Nullable String error)
      throws SQLException {
    if (Sql.update(connection, END, state, error, attempt.number()) == 0) {
      throw new RevokedException(attempt);
    }
  }

  /** Characters as the database counts them: one beyond 16 bits is one, and is never halved. */
  private static String cut(String error) {
    return error.codePointCount(0, error.length()) <= ERROR_LENGTH
        ? error
        : error.substring(0, error.offsetByCodePoints(0, ERROR_LENGTH));
  }

  private record SliceRow(
      long run, String type, Window window, SliceState state, int attempts, String error) {

    static SliceRow read(ResultSet row) throws SQLException {
      String error = row.getString("error");
      return new SliceRow(
          row.getLong("run"),
          row.getString("type"),
          new Window(row.getLong("window_from"), row.getLong("window_to")),
          SliceState.parse(row.getString("state")),
          row.getInt("attempts"),
          error == null ? "no reason was kept" : error);
    }
  }

  private record Holder(long attempt, long slice, long leftMillis) {

    static Holder read(ResultSet row) throws SQLException {
      return new Holder(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
