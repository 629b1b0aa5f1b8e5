package dev.millrace.worker.source.guard;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The times until which a source is blocked for its types, stored in the database: a Retry-After
 * for one worker holds for all. By the database's clock. Thread-safe.
 */
public final class BlockedSource {

  /** How long an answer of the database stays valid. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration LONGEST = Duration.ofHours(11);

  private static final String LEFT =
      """
      SELECT source, type, TIMESTAMPDIFF(MICROSECOND, NOW(3), blocked_until) DIV 1000
      FROM millrace_source_type WHERE blocked_until > NOW(3)""";

  private static final String BLOCK =
      """
      INSERT INTO millrace_source_type (source, type, blocked_until)
      VALUES (?, ?, NOW(3) + INTERVAL ? * 1000 MICROSECOND)
      ON DUPLICATE KEY UPDATE blocked_until = GREATEST(blocked_until, VALUES(blocked_until))""";

  private final Database database;
  private final Function<String, String> sources;
  private final LongSupplier nanoTime;
  private final AtomicLong readNanos;

  /** The end of each block. */
  private volatile Map<SourceOfType, Long> untilNanos = Map.of();

  private record SourceOfType(String source, String type) {}

  /**
   * @param url of the source of all types; they are blocked by its host and port
   * @param nanoTime as of {@link System#nanoTime}
   */
  public BlockedSource(Database database, URI url, LongSupplier nanoTime) {
    this(database, _ -> String.valueOf(url.getRawAuthority()), nanoTime);
  }

  /**
   * @param sources the host and port of a type's source
   * @param nanoTime as of {@link System#nanoTime}
   */
  public BlockedSource(Database database, Function<String, String> sources, LongSupplier nanoTime) {
    this.database = database;
    this.sources = sources;
    this.nanoTime = nanoTime;
    this.readNanos = new AtomicLong(nanoTime.getAsLong() - FRESH_NANOS);
  }

  /**
   * How long the type is still blocked; zero when it is not. The database is read at most once a
   * second for all types.
   */
  public Duration left(String type) {
    long now = nanoTime.getAsLong();
    long read = readNanos.get();
    if (now - read >= FRESH_NANOS && readNanos.compareAndSet(read, now)) {
      try {
        untilNanos = read(now);
      } catch (RuntimeException e) {
        readNanos.set(read);
        throw e;
      }
    }
    Map<SourceOfType, Long> blocks = untilNanos;
    Long until = blocks.isEmpty() ? null : blocks.get(new SourceOfType(sources.apply(type), type));
    return until == null || until <= now ? Duration.ZERO : Duration.ofNanos(until - now);
  }

  private Map<SourceOfType, Long> read(long now) {
    Map<SourceOfType, Long> until = new HashMap<>();
    database.transact(
        connection ->
            Sql.list(
                connection,
                LEFT,
                row -> {
                  until.put(
                      new SourceOfType(row.getString(1), row.getString(2)),
                      now + Duration.ofMillis(row.getLong(3)).toNanos());
                  return row.getString(2);
                }));
    return Map.copyOf(until);
  }

  /** Blocks the type for all workers; never shortens a block. */
  public void block(String type, Duration time) {
    Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
    String source = sources.apply(type);
    database.transact(
        connection -> Sql.update(connection, BLOCK, source, type, bounded.toMillis()));
    readNanos.set(nanoTime.getAsLong() - FRESH_NANOS);
  }
}
