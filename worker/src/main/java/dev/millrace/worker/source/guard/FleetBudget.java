package dev.millrace.worker.source.guard;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The requests that a source allows to all workers together, as a row of the database says: each
 * worker books the time of a portion of requests, so that a request costs a fraction of a
 * statement. A portion grows to about a second's worth while a worker uses all of it, and shrinks
 * to what was used, so that many workers with few requests do not book the time of others. By the
 * database's clock. Thread-safe.
 */
public final class FleetBudget implements Budget {

  private static final int LARGEST_PORTION = 1_000;

  /** How late a booked request may be sent: a thread that waited for its portion wakes up late. */
  private static final long LATE_NANOS = Duration.ofMillis(200).toNanos();

  private static final BigDecimal MICROS = new BigDecimal(1_000_000);

  private static final String KNOWN =
      """
      INSERT INTO millrace_source (source, blocked_until) VALUES (?, '1970-01-01')
      ON DUPLICATE KEY UPDATE source = source\
      """;

  private static final String AHEAD =
      """
      SELECT COALESCE(GREATEST(TIMESTAMPDIFF(MICROSECOND, NOW(6), booked_until), 0), 0)
      FROM millrace_source WHERE source = ? FOR UPDATE\
      """;

  private static final String BOOK =
      """
      UPDATE millrace_source
      SET booked_until = GREATEST(COALESCE(booked_until, NOW(6)), NOW(6)) + INTERVAL ? MICROSECOND
      WHERE source = ?\
      """;

  private final Database database;
  private final String source;
  private final Duration longestWait;
  private final LongSupplier nanoTime;
  private final int largestPortion;
  private final BigDecimal microsOfOne;
  private final String allowed;

  private boolean known;
  private int portion;
  private int left;
  private long startNanos;
  private long endNanos;

  /**
   * @param source whose requests are counted together
   * @param perSecond maximum requests per second, also below one
   * @param longestWait how long a request may wait
   * @param nanoTime as of {@link System#nanoTime}
   */
  public FleetBudget(
      Database database,
      String source,
      BigDecimal perSecond,
      Duration longestWait,
      LongSupplier nanoTime) {
    this.database = database;
    this.source = source;
    this.longestWait = longestWait;
    this.nanoTime = nanoTime;
    this.largestPortion = Math.clamp(perSecond.longValue(), 1, LARGEST_PORTION);
    this.microsOfOne = MICROS.divide(perSecond, MathContext.DECIMAL64);
    this.allowed = perSecond.toPlainString();
  }

  @Override
  public void take() throws InterruptedException {
    long wait = taken();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  /** Takes one request of the booked portion, and says how many nanoseconds to wait for it. */
  private synchronized long taken() {
    long now = nanoTime.getAsLong();
    // What is not used in its time is lost: otherwise idle workers would save up for a burst.
    if (left == 0 || now - endNanos >= LATE_NANOS) {
      int next = Math.clamp(left == 0 ? 2L * portion : portion - left, 1, largestPortion);
      long length = microsOfOne.multiply(BigDecimal.valueOf(next)).longValue();
      long micros = book(length);
      startNanos = now + TimeUnit.MICROSECONDS.toNanos(micros);
      endNanos = startNanos + TimeUnit.MICROSECONDS.toNanos(length);
      portion = next;
      left = next;
    }
    left--;
    return Math.max(0, startNanos - now);
  }

  /** Books that many microseconds behind all others, and says in how many they begin. */
  private long book(long length) {
    long begins =
        database.transact(
            connection -> {
              if (!known) {
                Sql.update(connection, KNOWN, source);
              }
              long ahead = Sql.number(connection, AHEAD, source);
              if (ahead > TimeUnit.MILLISECONDS.toMicros(longestWait.toMillis())) {
                throw new SourceUnavailableException(
                    Kind.THROTTLED,
                    "the rate of the source is used up (%s requests per second of all workers)"
                        .formatted(allowed),
                    Duration.ofMillis(TimeUnit.MICROSECONDS.toMillis(ahead)));
              }
              Sql.update(connection, BOOK, length, source);
              return ahead;
            });
    known = true;
    return begins;
  }
}
