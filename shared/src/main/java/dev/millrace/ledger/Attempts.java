package dev.millrace.ledger;

import dev.millrace.bucket.Calendar;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.event.TableChanges;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  private static final String SLICE_SPLIT =
      """
      UPDATE millrace_slice SET state = 'split', ended_at = NOW(3), error = ?
      WHERE id = ? AND state = 'running'""";

  /** A half that the run has already is as good. */
  private static final String HALF =
      """
      INSERT INTO millrace_slice
        (run, type, window_from, window_to, state, not_before, planned_at)
      VALUES (?, ?, ?, ?, 'planned', NOW(3), NOW(3))
      ON DUPLICATE KEY UPDATE id = id""";

  private final Database database;
  private final Duration lease;
  private final Claiming claiming;

  /**
   * @param worker names this process to a person, at most 128 characters
   * @param lease how long a claim holds without being renewed; whole seconds
   */
  public Attempts(Database database, String worker, Duration lease) {
    this.database = database;
    this.lease = lease;
    this.claiming = new Claiming(worker, lease);
  }

  /** Tries to become the one writer of a slice. */
  public Claim claim(long slice, String type) {
    return database.transact(connection -> claiming.claim(connection, slice, type));
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
          TableChanges.documents(connection, attempt.slice());
          return attempt;
        });
  }

  /**
   * Ends the attempt and its slice as split: two halves of its window, planned in the same
   * transaction, take its place. What the attempt wrote stays.
   *
   * @param reason why it was not imported in one go
   * @throws RevokedException when the attempt was revoked; nothing has changed then
   * @throws IllegalArgumentException when the window is a single second
   */
  public void split(Attempt attempt, String reason) {
    List<Window> halves = attempt.window().halves();
    database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          end(connection, attempt, "split", LockedSlice.cut(reason));
          Sql.update(connection, SLICE_SPLIT, LockedSlice.cut(reason), attempt.slice());
          for (Window half : halves) {
            Sql.update(connection, HALF, attempt.run(), attempt.type(), half.from(), half.to());
          }
          TableChanges.documents(connection, attempt.slice());
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
          if (Sql.update(connection, END, "returned", LockedSlice.cut(reason), attempt.number())
              > 0) {
            Sql.update(connection, SLICE_RETRIES, LockedSlice.cut(reason), 1, attempt.slice());
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
          if (Sql.update(connection, END, "failed", LockedSlice.cut(reason), attempt.number())
              == 0) {
            return false;
          }
          boolean last =
              LockedSlice.find(connection, attempt.slice())
                  .filter(slice -> slice.attempts() >= LIMIT)
                  .isPresent();
          if (last) {
            LockedSlice.die(connection, attempt.slice(), reason);
          } else {
            Sql.update(connection, SLICE_RETRIES, LockedSlice.cut(reason), 0, attempt.slice());
          }
          return last;
        });
  }

  private static void end(
      Connection connection, Attempt attempt, String state, @Nullable String error)
      throws SQLException {
    if (Sql.update(connection, END, state, error, attempt.number()) == 0) {
      throw new RevokedException(attempt);
    }
  }
}
