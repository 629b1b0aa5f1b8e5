package dev.millrace.ledger;

import dev.millrace.database.Sql;
import dev.millrace.ledger.Claim.Busy;
import dev.millrace.ledger.Claim.Claimed;
import dev.millrace.ledger.Claim.Dead;
import dev.millrace.ledger.Claim.Ended;
import dev.millrace.ledger.Claim.Outdated;
import dev.millrace.ledger.Claim.UnknownSlice;
import dev.millrace.ledger.Claim.UnknownType;
import dev.millrace.ledger.order.FoldedSlices;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The transaction that makes a worker the only writer of a slice, or returns the reason why not.
 * Thread-safe.
 */
final class Claiming {

  private static final String OVERLAPPING =
      """
      SELECT number, slice, TIMESTAMPDIFF(MICROSECOND, NOW(3), lease_until) DIV 1000
      FROM millrace_attempt
      WHERE state = 'running' AND type = ? AND window_from < ? AND window_to > ?""";

  /** An open batch holds the row: waiting for it here would block the whole type. */
  private static final String LOCK_EXPIRED =
      """
      SELECT number FROM millrace_attempt
      WHERE number = ? AND state = 'running' AND lease_until <= NOW(3) FOR UPDATE SKIP LOCKED""";

  /** Running ones too: one with an expired lease may have written rows of a newer fetch. */
  private static final String NEWER =
      """
      SELECT EXISTS (
        SELECT 1 FROM millrace_attempt
        WHERE type = ? AND number > ? AND window_from < ? AND window_to > ?)""";

  private static final String REVOKE =
      "UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3) WHERE number = ?";

  private static final String START =
      """
      INSERT INTO millrace_attempt
        (slice, type, window_from, window_to, worker, state, lease_until, started_at)
      VALUES (?, ?, ?, ?, ?, 'running', NOW(3) + INTERVAL ? SECOND, NOW(3))""";

  /** The maximum time that an open batch of an expired attempt is tolerated. */
  private static final Duration OPEN_BATCH = Duration.ofSeconds(5);

  /**
   * One crash may be a deployment; a slice that crashes worker after worker is retried less often.
   */
  private static final int CRASHES_WITHOUT_DELAY = 1;

  private final String worker;
  private final Duration lease;
  private final Duration deadAfter;

  Claiming(String worker, Duration lease, Duration deadAfter) {
    this.worker = worker;
    this.lease = lease;
    this.deadAfter = deadAfter;
  }

  Claim claim(Connection connection, long id, String type) throws SQLException {
    Optional<String> version = TypeLock.take(connection, type);
    return version.isEmpty() ? new UnknownType() : claim(connection, id, type, version.get());
  }

  /** Claims a slice that is being fetched already, unless that fetch may be outdated. */
  Claim claim(Connection connection, UnclaimedSlice slice) throws SQLException {
    Optional<LockedType> definition = LockedType.take(connection, slice.type());
    if (definition.isEmpty()) {
      return new UnknownType();
    }
    boolean sameWindow =
        LockedSlice.find(connection, slice.id())
            .filter(found -> !found.window().equals(slice.window()))
            .isEmpty();
    if (!definition.get().equals(slice.definition()) || !sameWindow || newer(connection, slice)) {
      return new Outdated();
    }
    return claim(connection, slice.id(), slice.type(), definition.get().version());
  }

  private static boolean newer(Connection connection, UnclaimedSlice slice) throws SQLException {
    Window window = slice.window();
    long found =
        Sql.number(connection, NEWER, slice.type(), slice.watermark(), window.to(), window.from());
    return found > 0;
  }

  private Claim claim(Connection connection, long id, String type, String version)
      throws SQLException {
    Optional<LockedSlice> found = LockedSlice.find(connection, id);
    if (found.isEmpty() || !found.get().type().equals(type)) {
      return found.isEmpty() && FoldedSlices.mayHold(connection, id)
          ? new Ended(SliceState.DONE)
          : new UnknownSlice();
    }
    LockedSlice slice = found.get();
    if (slice.waits() && !slice.claimable()) {
      return new Ended(LockedSlice.holdBack(connection, id, slice.runState()));
    }
    return switch (slice.state()) {
      case DONE, SPLIT, CANCELLED -> new Ended(slice.state());
      case DEAD -> new Dead(slice.error(), slice.run());
      case PLANNED, SENT, RUNNING -> claimOpen(connection, id, slice, version);
    };
  }

  private Claim claimOpen(Connection connection, long id, LockedSlice slice, String version)
      throws SQLException {
    Optional<Duration> busy = revokeExpired(connection, slice);
    if (busy.isPresent()) {
      return new Busy(busy.get());
    }
    if (slice.state() == SliceState.RUNNING && slice.attempts() > CRASHES_WITHOUT_DELAY) {
      return crashedAgain(connection, id, slice);
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
    Sql.update(connection, SliceChange.CLAIMED.sql(), id);
    return new Claimed(
        new Attempt(
            number,
            id,
            slice.run(),
            slice.type(),
            window,
            version,
            slice.retries(),
            slice.gatewaySplits()));
  }

  private Claim crashedAgain(Connection connection, long id, LockedSlice slice)
      throws SQLException {
    String reason =
        "%d attempts failed; the last one stopped without reporting an error, the one before: %s"
            .formatted(slice.attempts(), slice.error());
    if (slice.exhausted(deadAfter)) {
      LockedSlice.die(connection, id, reason);
      return new Dead(reason, slice.run());
    }
    WaitingSlices.crashed(connection, id, slice.retries());
    return new Ended(SliceState.PLANNED);
  }

  /** Revokes expired attempts; if one is still live, returns how long it may remain so. */
  private Optional<Duration> revokeExpired(Connection connection, LockedSlice slice)
      throws SQLException {
    Window window = slice.window();
    List<Holder> holders =
        Sql.list(connection, OVERLAPPING, Holder::read, slice.type(), window.to(), window.from());
    for (Holder holder : holders) {
      if (holder.leftMillis() > 0) {
        return Optional.of(Duration.ofMillis(holder.leftMillis()));
      }
      if (Sql.list(connection, LOCK_EXPIRED, row -> row.getLong(1), holder.attempt()).isEmpty()) {
        return Optional.of(OPEN_BATCH);
      }
      Sql.update(connection, REVOKE, holder.attempt());
      Sql.update(connection, SliceChange.REVOKED.sql(), holder.slice());
    }
    return Optional.empty();
  }

  private record Holder(long attempt, long slice, long leftMillis) {

    static Holder read(ResultSet row) throws SQLException {
      return new Holder(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
