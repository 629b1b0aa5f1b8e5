package dev.millrace.ledger.order;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Per type, a number up to which all attempts have ended, as far as this process knows. Attempts of
 * a type get rising numbers under the type's lock. So if a fetch begins after its watermark was
 * read, any attempt whose fetch may be newer has a number above the watermark. Thread-safe.
 */
public final class AttemptWatermarks {

  /** Older ones are read again: a low watermark is correct but makes searches longer. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final String READ =
      """
      SELECT COALESCE(
        (SELECT MIN(number) - 1 FROM millrace_attempt WHERE state = 'running' AND type = ?),
        (SELECT MAX(number) FROM millrace_attempt WHERE type = ?), 0)""";

  private final Database database;
  private final LongSupplier nanoTime;
  private final Map<String, Watermark> known = new ConcurrentHashMap<>();

  /**
   * @param nanoTime as of {@link System#nanoTime}
   */
  public AttemptWatermarks(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  private record Watermark(long number, long readNanos) {}

  /** The watermark of a type, to be read before a fetch begins. */
  public long of(String type) {
    Watermark watermark = known.get(type);
    long now = nanoTime.getAsLong();
    if (watermark != null && now - watermark.readNanos() < LONGEST.toNanos()) {
      return watermark.number();
    }
    long read = database.transact(connection -> Sql.number(connection, READ, type, type));
    // A lower one too: a restored or failed-over server may give numbers out again.
    known.put(type, new Watermark(read, nanoTime.getAsLong()));
    return read;
  }

  /** The watermark is read again for the next fetch, since newer attempts have ended. */
  public void forget(String type) {
    known.remove(type);
  }

  /** Notes a number up to which all attempts have ended, after the commit that established it. */
  public void raise(String type, long number) {
    Watermark raised = new Watermark(number, nanoTime.getAsLong());
    known.merge(type, raised, (before, next) -> before.number() > number ? before : next);
  }
}
