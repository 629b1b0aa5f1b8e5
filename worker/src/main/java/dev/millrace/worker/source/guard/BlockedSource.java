package dev.millrace.worker.source.guard;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the workers know together about sources, stored in the database: the times until which a
 * source wants to be left in peace, so that a Retry-After for one worker holds for all, and the
 * open circuits that other workers have recorded. By the database's clock. Thread-safe.
 */
public final class BlockedSource {

  /** How long an answer of the database stays valid. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration LONGEST = Duration.ofHours(11);

  /** The worker that recorded a circuit and is overdue by more has ended, or has no slices. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(2);

  /** Nearly always no row: the tables have one for each type and source. */
  private static final String STATE =
      """
      SELECT source, type,
        TIMESTAMPDIFF(MICROSECOND, NOW(3), blocked_until) DIV 1000,
        TIMESTAMPDIFF(MICROSECOND, failing_since, NOW(3)) DIV 1000, failure,
        TIMESTAMPDIFF(MICROSECOND, NOW(3), next_probe_at) DIV 1000
      FROM millrace_source_type
      WHERE blocked_until > NOW(3) OR next_probe_at > NOW(3) - INTERVAL ? SECOND
      UNION ALL
      SELECT source, NULL, TIMESTAMPDIFF(MICROSECOND, NOW(3), blocked_until) DIV 1000,
        NULL, NULL, NULL
      FROM millrace_source WHERE blocked_until > NOW(3)""";

  private static final String BLOCK =
      """
      INSERT INTO millrace_source_type (source, type, blocked_until)
      VALUES (?, ?, NOW(3) + INTERVAL ? * 1000 MICROSECOND)
      ON DUPLICATE KEY UPDATE blocked_until = GREATEST(blocked_until, VALUES(blocked_until))""";

  private static final String BLOCK_ACCOUNT =
      """
      INSERT INTO millrace_source (source, blocked_until)
      VALUES (?, NOW(3) + INTERVAL ? * 1000 MICROSECOND)
      ON DUPLICATE KEY UPDATE blocked_until = GREATEST(blocked_until, VALUES(blocked_until))""";

  private static final String TAKE_PROBE =
      """
      UPDATE millrace_source_type SET next_probe_at = NOW(3) + INTERVAL ? SECOND
      WHERE source = ? AND type = ? AND next_probe_at <= NOW(3)""";

  private final Database database;
  private final Function<String, String> sources;
  private final Function<String, Optional<String>> accounts;
  private final LongSupplier nanoTime;
  private final AtomicLong readNanos;

  private volatile State state = new State(Map.of(), Map.of(), Map.of());

  private record SourceOfType(String source, String type) {}

  /** The end of each block and the circuits, in nanoseconds of this process. */
  private record State(
      Map<SourceOfType, Long> types,
      Map<String, Long> accounts,
      Map<SourceOfType, Recorded> circuits) {}

  private record Recorded(String failure, long sinceNanos, long probeNanos) {}

  /**
   * A circuit that a worker has recorded as open.
   *
   * @param failure the newest one
   * @param failing for how long
   * @param probe in what time the source is asked again for the type; negative when that is due
   */
  public record RecordedCircuit(String failure, Duration failing, Duration probe) {}

  /**
   * @param url of the source of all types; they are blocked by its host and port
   * @param nanoTime as of {@link System#nanoTime}
   */
  public BlockedSource(Database database, URI url, LongSupplier nanoTime) {
    this(database, _ -> String.valueOf(url.getRawAuthority()), _ -> Optional.empty(), nanoTime);
  }

  /**
   * @param sources the host and port of a type's source
   * @param accounts what a type shares its quota by; empty where it shares none
   * @param nanoTime as of {@link System#nanoTime}
   */
  public BlockedSource(
      Database database,
      Function<String, String> sources,
      Function<String, Optional<String>> accounts,
      LongSupplier nanoTime) {
    this.database = database;
    this.sources = sources;
    this.accounts = accounts;
    this.nanoTime = nanoTime;
    this.readNanos = new AtomicLong(nanoTime.getAsLong() - FRESH_NANOS);
  }

  /**
   * How long the type is still blocked, alone or together with all that share its quota; zero when
   * it is not. The database is read at most once a second for all types.
   */
  public Duration left(String type) {
    State blocks = current();
    long now = nanoTime.getAsLong();
    long end = now;
    if (!blocks.types().isEmpty()) {
      end = later(end, blocks.types().get(key(type)));
    }
    if (!blocks.accounts().isEmpty()) {
      end = later(end, accounts.apply(type).map(blocks.accounts()::get).orElse(null));
    }
    return Duration.ofNanos(end - now);
  }

  private static long later(long end, @Nullable Long other) {
    return other == null || other - end <= 0 ? end : other;
  }

  /**
   * The circuit that a worker has recorded as open for the type. The database is read at most once
   * a second for all types.
   */
  public Optional<RecordedCircuit> circuit(String type) {
    Map<SourceOfType, Recorded> circuits = current().circuits();
    Recorded open = circuits.isEmpty() ? null : circuits.get(key(type));
    long now = nanoTime.getAsLong();
    return Optional.ofNullable(open)
        .map(
            circuit ->
                new RecordedCircuit(
                    circuit.failure(),
                    Duration.ofNanos(now - circuit.sinceNanos()),
                    Duration.ofNanos(circuit.probeNanos() - now)));
  }

  /** Whether the caller may ask the source for the type: of all workers, one may when it is due. */
  public boolean takeProbe(String type) {
    boolean taken =
        database.transact(
                connection ->
                    Sql.update(
                        connection,
                        TAKE_PROBE,
                        Circuit.PAUSE.toSeconds(),
                        sources.apply(type),
                        type))
            > 0;
    readAgain();
    return taken;
  }

  private SourceOfType key(String type) {
    return new SourceOfType(sources.apply(type), type);
  }

  private State current() {
    long now = nanoTime.getAsLong();
    long read = readNanos.get();
    if (now - read >= FRESH_NANOS && readNanos.compareAndSet(read, now)) {
      try {
        state = database.transact(connection -> read(connection, now));
      } catch (RuntimeException e) {
        readNanos.set(read);
        throw e;
      }
    }
    return state;
  }

  private static State read(Connection connection, long now) throws SQLException {
    Map<SourceOfType, Long> types = new HashMap<>();
    Map<String, Long> accounts = new HashMap<>();
    Map<SourceOfType, Recorded> circuits = new HashMap<>();
    Sql.list(
        connection,
        STATE,
        row -> {
          String source = row.getString(1);
          String type = row.getString(2);
          long until = now + nanos(row, 3);
          if (type == null) {
            accounts.put(source, until);
            return source;
          }
          SourceOfType key = new SourceOfType(source, type);
          types.put(key, until);
          String failure = row.getString(5);
          if (failure != null) {
            circuits.put(key, new Recorded(failure, now - nanos(row, 4), now + nanos(row, 6)));
          }
          return source;
        },
        FORGOTTEN.toSeconds());
    return new State(Map.copyOf(types), Map.copyOf(accounts), Map.copyOf(circuits));
  }

  private static long nanos(ResultSet row, int millis) throws SQLException {
    return Duration.ofMillis(row.getLong(millis)).toNanos();
  }

  /**
   * Blocks the type for all workers, and with it all that share its quota; never shortens a block.
   */
  public void block(String type, Duration time) {
    long millis = (time.compareTo(LONGEST) < 0 ? time : LONGEST).toMillis();
    String source = sources.apply(type);
    Optional<String> account = accounts.apply(type);
    database.transact(
        connection -> {
          if (account.isPresent()) {
            Sql.update(connection, BLOCK_ACCOUNT, account.get(), millis);
          }
          return Sql.update(connection, BLOCK, source, type, millis);
        });
    readAgain();
  }

  private void readAgain() {
    readNanos.set(nanoTime.getAsLong() - FRESH_NANOS);
  }
}
