package dev.millrace.worker.source;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The time until which the source is blocked, stored in the database: a Retry-After for one worker
 * holds for all. By the database's clock. Thread-safe.
 */
public final class BlockedSource {

  /** How long a database answer that the source is not blocked stays valid. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration LONGEST = Duration.ofHours(11);

  private static final String LEFT =
      """
      SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), blocked_until) DIV 1000
      FROM millrace_source WHERE source = ?""";

  private static final String BLOCK =
      """
      INSERT INTO millrace_source (source, blocked_until)
      VALUES (?, NOW(3) + INTERVAL ? * 1000 MICROSECOND)
      ON DUPLICATE KEY UPDATE blocked_until = GREATEST(blocked_until, VALUES(blocked_until))""";

  private final Database database;
  private final String source;
  private final LongSupplier nanoTime;
  private final AtomicLong askedNanos;

  /**
   * @param url of the source; its host and port are blocked
   * @param nanoTime as of {@link System#nanoTime}
   */
  public BlockedSource(Database database, URI url, LongSupplier nanoTime) {
    this.database = database;
    this.source = String.valueOf(url.getRawAuthority());
    this.nanoTime = nanoTime;
    this.askedNanos = new AtomicLong(nanoTime.getAsLong() - FRESH_NANOS);
  }

  /**
   * How long the source is still blocked; zero when it is not, or was not within the last second.
   */
  public Duration left() {
    long now = nanoTime.getAsLong();
    if (now - askedNanos.get() < FRESH_NANOS) {
      return Duration.ZERO;
    }
    long millis = database.transact(connection -> Sql.number(connection, LEFT, source));
    if (millis <= 0) {
      askedNanos.set(now);
      return Duration.ZERO;
    }
    return Duration.ofMillis(millis);
  }

  /** Blocks the source for all workers; never shortens a block. */
  public void block(Duration time) {
    Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
    askedNanos.set(nanoTime.getAsLong() - FRESH_NANOS);
    database.transact(connection -> Sql.update(connection, BLOCK, source, bounded.toMillis()));
  }
}
