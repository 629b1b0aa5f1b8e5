package dev.millrace.ledger;

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

/** The transaction that makes a worker the one writer of a slice, or says why not. Thread-safe. */
final class Claiming {

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

  private final String worker;
  private final Duration lease;

  Claiming(String worker, Duration lease) {
    this.worker = worker;
    this.lease = lease;
  }

  Claim claim(Connection connection, long id, String type) throws SQLException {
    Optional<String> version = TypeLock.take(connection, type);
    if (version.isEmpty()) {
      return new UnknownType();
    }
    Optional<LockedSlice> found = LockedSlice.find(connection, id);
    if (found.isEmpty() || !found.get().type().equals(type)) {
      return new UnknownSlice();
    }
    LockedSlice slice = found.get();
    if (slice.runState() != RunState.ACTIVE
        && (slice.state() == SliceState.PLANNED || slice.state() == SliceState.SENT)) {
      return new Settled(LockedSlice.holdBack(connection, id, slice.runState()));
    }
    return switch (slice.state()) {
      case DONE, SPLIT, CANCELLED -> new Settled(slice.state());
      case DEAD -> new Dead(slice.error(), slice.run());
      case PLANNED, SENT, RUNNING -> claimOpen(connection, id, slice, version.get());
    };
  }

  private Claim claimOpen(Connection connection, long id, LockedSlice slice, String version)
      throws SQLException {
    Optional<Duration> busy = revokeExpired(connection, slice);
    if (busy.isPresent()) {
      return new Busy(busy.get());
    }
    if (slice.attempts() >= Attempts.LIMIT) {
      String reason =
          "gave up after %d attempts, the last one ended without a word; before that: %s"
              .formatted(slice.attempts(), slice.error());
      LockedSlice.die(connection, id, reason);
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
  private Optional<Duration> revokeExpired(Connection connection, LockedSlice slice)
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

  private record Holder(long attempt, long slice, long leftMillis) {

    static Holder read(ResultSet row) throws SQLException {
      return new Holder(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
