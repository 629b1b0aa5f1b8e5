package dev.millrace.ledger;

import dev.millrace.bus.TableChanges;
import dev.millrace.database.Database;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.ledger.span.NearbySlices;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One writer at a time: claims slices, fences the writes of attempts, and ends attempts. Leases are
 * judged by the database's clock. Thread-safe.
 *
 * <p>Locks are always taken in the order type, slice, attempt; a batch only locks its attempt.
 * Revoking an attempt waits for its open batch, so a frozen worker can neither write nor finish
 * once another worker has its slice.
 */
public final class Attempts {

  /** A slice is dead when this many attempts at it have failed, over {@link #DEAD_AFTER}. */
  public static final int LIMIT = 5;

  /** How long after its first failure a slice may die, unless a setting says otherwise. */
  public static final Duration DEAD_AFTER = Duration.ofHours(24);

  private static final String HOLD =
      """
      UPDATE millrace_attempt SET lease_until = NOW(3) + INTERVAL ? SECOND
      WHERE number = ? AND state = 'running'""";

  private static final String COUNT =
      """
      UPDATE millrace_attempt
      SET fetched = fetched + ?, inserted = inserted + ?, updated = updated + ?,
        unchanged = unchanged + ?, filtered = filtered + ?, rejected = rejected + ?,
        outside = outside + ?
      WHERE number = ?""";

  private static final String END =
      """
      UPDATE millrace_attempt SET state = ?, ended_at = NOW(3), error = ?
      WHERE number = ? AND state = 'running'""";

  private final Database database;
  private final Duration lease;
  private final Duration deadAfter;
  private final Claiming claiming;

  /**
   * @param worker name of this process for operators, at most 128 characters
   * @param lease how long a claim holds without being renewed; whole seconds
   */
  public Attempts(Database database, String worker, Duration lease) {
    this(database, worker, lease, DEAD_AFTER);
  }

  /**
   * @param deadAfter how long after its first failure a slice may die; whole seconds
   */
  public Attempts(Database database, String worker, Duration lease, Duration deadAfter) {
    this.database = database;
    this.lease = lease;
    this.deadAfter = deadAfter;
    this.claiming = new Claiming(worker, lease, deadAfter);
  }

  /** Tries to become the only writer of a slice. */
  public Claim claim(long slice, String type) {
    return database.transact(connection -> claiming.claim(connection, slice, type));
  }

  /**
   * Tries to become the only writer of a slice that is being fetched already. The window of the
   * slice must be the ledger's.
   */
  public Claim claim(UnclaimedSlice slice) {
    return database.transact(connection -> claiming.claim(connection, slice));
  }

  /**
   * Begins a batch: holds the attempt's row until the transaction ends and renews the lease.
   *
   * @throws RevokedException when the attempt may no longer write; the caller rolls back and stops
   */
  public void fence(Connection connection, Attempt attempt) throws SQLException {
    Packet packet = new Packet();
    Packet.Answer<Integer> running = fence(packet, attempt);
    packet.send(connection);
    RevokedException.check(running, attempt);
  }

  /** The same, in a packet; its answer is for {@link RevokedException#check}. */
  public Packet.Answer<Integer> fence(Packet packet, Attempt attempt) {
    return packet.update(HOLD, lease.toSeconds(), attempt.number());
  }

  /** Adds a batch's counts, in a packet of its transaction. */
  public static void count(Packet packet, Attempt attempt, Counts counts) {
    packet.update(
        COUNT,
        counts.fetched(),
        counts.inserted(),
        counts.updated(),
        counts.unchanged(),
        counts.filtered(),
        counts.rejected(),
        counts.outside(),
        attempt.number());
  }

  /**
   * Renews the lease.
   *
   * @throws RevokedException when there is no lease left to renew
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
    database.transact(
        connection -> {
          Packet reads = new Packet();
          Finish finish = Finish.read(reads, attempt);
          reads.send(connection);
          Packet writes = new Packet();
          Packet.Answer<Integer> running = finish.write(writes);
          writes.send(connection);
          RevokedException.check(running, attempt);
          return attempt;
        });
  }

  /**
   * Ends the attempt and its slice as split: two halves of its window, planned in the same
   * transaction, take its place. Rows that the attempt wrote remain.
   *
   * @param reason why it was not imported in one go
   * @throws RevokedException when the attempt was revoked; nothing has changed then
   * @throws IllegalArgumentException when the window is a single second
   */
  public void split(Attempt attempt, String reason) {
    split(attempt, reason, 0, 1);
  }

  /**
   * As above, between two files, or because of a gateway's time-out.
   *
   * @param gatewaySplits number of consecutive splits for this reason that led to the halves
   * @param grain of the grid whose lines alone may cut the window; in seconds
   */
  public void split(Attempt attempt, String reason, int gatewaySplits, long grain) {
    List<Window> halves = attempt.window().halves(grain);
    database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          if (!ended(connection, attempt, "split", reason)) {
            throw new RevokedException(attempt);
          }
          Sql.update(
              connection, SliceChange.HALVED.sql(), LockedSlice.cut(reason), attempt.slice());
          for (Window half : halves) {
            WaitingSlices.half(connection, attempt, half, gatewaySplits);
          }
          Packet.send(
              connection, packet -> TableChanges.documents(packet, List.of(attempt.slice())));
          return attempt;
        });
  }

  /** Whether a slice of the same run close to this one has been imported. */
  public boolean doneNearby(Attempt attempt) {
    return database.transact(
        connection ->
            NearbySlices.done(connection, attempt.run(), attempt.type(), attempt.window()));
  }

  /**
   * Ends the attempt without counting it, since the worker stops or could not reach the ledger
   * before; the slice's message is on its queue. Does nothing when the attempt was revoked.
   */
  public void giveBack(Attempt attempt, String reason) {
    database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          if (ended(connection, attempt, "returned", reason)) {
            Sql.update(
                connection, SliceChange.RETURNED.sql(), LockedSlice.cut(reason), attempt.slice());
          }
          return attempt;
        });
  }

  /**
   * Ends the attempt without counting it, since the cause is external (source, lookup or database
   * unavailable); the slice waits for its next attempt.
   *
   * @param least minimum wait that the cause requested; zero without one
   */
  public Next postpone(Attempt attempt, String reason, Duration least) {
    return returned(
        attempt,
        reason,
        (connection, slice) ->
            WaitingSlices.postponed(connection, attempt.slice(), slice.retries(), reason, least));
  }

  /**
   * Ends the attempt without a trace on the slice's retries, since its file is not there yet; the
   * slice waits for it.
   *
   * @param reason begins with {@code SliceState.NOT_THERE_YET}
   */
  public Next await(Attempt attempt, String reason, Duration time) {
    return returned(
        attempt,
        reason,
        (connection, _) -> WaitingSlices.awaited(connection, attempt.slice(), reason, time));
  }

  /** Lets the slice of an ended attempt wait. */
  @FunctionalInterface
  private interface Waiting {
    Duration of(Connection connection, LockedSlice slice) throws SQLException;
  }

  private Next returned(Attempt attempt, String reason, Waiting waiting) {
    return database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          Optional<LockedSlice> slice = LockedSlice.find(connection, attempt.slice());
          return slice.isEmpty() || !ended(connection, attempt, "returned", reason)
              ? new Next.Unchanged()
              : new Next.Waits(waiting.of(connection, slice.get()), slice.get().slice());
        });
  }

  /**
   * Postpones a slice that no worker has claimed, since no attempt could succeed before that time.
   * Changes nothing when it is not planned or sent.
   */
  public Next postpone(long slice, String type, String reason, Duration time) {
    return database.transact(
        connection -> {
          TypeLock.take(connection, type);
          Optional<LockedSlice> found =
              LockedSlice.find(connection, slice)
                  .filter(row -> row.type().equals(type))
                  .filter(LockedSlice::waits);
          if (found.isEmpty()) {
            return new Next.Unchanged();
          }
          Duration wait = WaitingSlices.notTried(connection, slice, reason, time);
          return new Next.Waits(wait, found.get().slice());
        });
  }

  /** Ends the attempt as failed; the slice waits for its next attempt, or is dead. */
  public Next fail(Attempt attempt, String reason) {
    return database.transact(
        connection -> {
          TypeLock.take(connection, attempt.type());
          Optional<LockedSlice> slice = LockedSlice.find(connection, attempt.slice());
          if (slice.isEmpty() || !ended(connection, attempt, "failed", reason)) {
            return new Next.Unchanged();
          }
          if (slice.get().exhausted(deadAfter)) {
            LockedSlice.die(connection, attempt.slice(), reason);
            return new Next.Dead();
          }
          Duration wait =
              WaitingSlices.failed(connection, attempt.slice(), slice.get().retries(), reason);
          return new Next.Waits(wait, slice.get().slice());
        });
  }

  private static boolean ended(Connection connection, Attempt attempt, String state, String error)
      throws SQLException {
    return Sql.update(connection, END, state, LockedSlice.cut(error), attempt.number()) > 0;
  }
}
