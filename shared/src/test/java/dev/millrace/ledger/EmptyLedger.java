package dev.millrace.ledger;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The ledger in its own schema, opened before all tests of a class and emptied before each, with
 * the steps of test schedules.
 */
@SuppressWarnings("NullAway.Init") // opened before all tests
public final class EmptyLedger implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  public static final String VERSION = "00000000000000aa";
  public static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** The server refreshes its lock waits only if they were not queried for 100 ms. */
  private static final long LOCK_WAITS_MILLIS = 110;

  private static final String TYPE =
      """
      INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)
      VALUES (?, ?, '', NOW(3), TRUE)""";

  private static final SchemaTemplate MIGRATED =
      new SchemaTemplate(LocalDatabase.shared(), EmptyLedger::migrate);

  private final List<String> types;
  private final AtomicInteger triggers = new AtomicInteger();
  private String url;
  private Database database;

  /** A ledger whose catalogue knows these types. */
  public EmptyLedger(String... types) {
    this.types = List.of(types);
  }

  private static void migrate(String url) {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      database.migrate();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    LocalDatabase server = LocalDatabase.shared();
    url = MIGRATED.copy();
    database = Database.open(new DatabaseSettings(url, server.user(), server.password(), 12));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    for (String table :
        List.of(
            "attempt",
            "slice",
            "run",
            "total",
            "folded_span",
            "exclusion",
            "coverage",
            "stale_bucket",
            "calendar",
            "calendar_day",
            "type")) {
      update("DELETE FROM millrace_" + table);
    }
    for (String type : types) {
      update(TYPE, type, VERSION);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.close();
  }

  public Database database() {
    return database;
  }

  public Runs runs() {
    return new Runs(database);
  }

  public Attempts attempts(String worker) {
    return new Attempts(database, worker, LEASE);
  }

  public List<Coverage.Span> coverage(String type) {
    return new Coverage(database).of(type);
  }

  /** A planned slice in a run of its own; its number. */
  public long slice(String type, long from, long to) {
    long run = run(List.of(new PlannedSlice(type, new Window(from, to))));
    return number("SELECT id FROM millrace_slice WHERE run = ?", run);
  }

  /** A run with a unique trigger; its number. */
  public long run(List<PlannedSlice> slices) {
    String trigger = "trigger " + triggers.incrementAndGet();
    return runs().plan(RunKind.SCHEDULE, trigger, slices).run();
  }

  /** A run with a number of slices of each type, a minute each from the epoch on; its number. */
  public long plan(RunKind kind, int slices, String... ofTypes) {
    List<PlannedSlice> planned =
        Arrays.stream(ofTypes)
            .flatMap(
                type ->
                    LongStream.range(0, slices)
                        .mapToObj(i -> new PlannedSlice(type, new Window(i * 60, i * 60 + 60))))
            .toList();
    return runs().plan(kind, "trigger " + triggers.incrementAndGet(), planned).run();
  }

  /** Claims a slice that must be free, after its wait has passed. */
  public Attempt claim(Attempts attempts, long slice, String type) {
    due(slice);
    if (attempts.claim(slice, type) instanceof Claim.Claimed(Attempt attempt)) {
      return attempt;
    }
    throw new AssertionError("slice %d cannot be claimed".formatted(slice));
  }

  /** Lets the wait of the slice pass. */
  public void due(long slice) {
    update("UPDATE millrace_slice SET not_before = NOW(3) WHERE id = ?", slice);
  }

  /** Sets how long ago the slice failed for the first time. */
  public void failing(long slice, Duration time) {
    update(
        "UPDATE millrace_slice SET first_failed_at = NOW(3) - INTERVAL ? SECOND WHERE id = ?",
        time.toSeconds(),
        slice);
  }

  /** The time until the slice is due. */
  public Duration untilDue(long slice) {
    return Duration.ofMillis(
        number(
            "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), not_before) DIV 1000 FROM millrace_slice"
                + " WHERE id = ?",
            slice));
  }

  /** Lets the lease of an attempt end now: its worker has been silent for too long. */
  public void expire(Attempt attempt) {
    update("UPDATE millrace_attempt SET lease_until = NOW(3) WHERE number = ?", attempt.number());
  }

  public SliceState state(long slice) {
    return SliceState.parse(text("SELECT state FROM millrace_slice WHERE id = ?", slice));
  }

  public void state(long slice, SliceState state) {
    update("UPDATE millrace_slice SET state = ? WHERE id = ?", state.text(), slice);
  }

  public long runOf(long slice) {
    return number("SELECT run FROM millrace_slice WHERE id = ?", slice);
  }

  /** The number of counted attempts of the slice. */
  public long attemptsOf(long slice) {
    return number("SELECT attempts FROM millrace_slice WHERE id = ?", slice);
  }

  public String stateOf(Attempt attempt) {
    return text("SELECT state FROM millrace_attempt WHERE number = ?", attempt.number());
  }

  /** The attempts that may write, by number. */
  public Set<Long> running() {
    List<String> numbers = texts("SELECT number FROM millrace_attempt WHERE state = 'running'");
    return numbers.stream().map(Long::valueOf).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A session outside the pool, whose transaction stays open until the test ends it. */
  public Connection connect() throws SQLException {
    LocalDatabase server = LocalDatabase.shared();
    Connection connection = DriverManager.getConnection(url, server.user(), server.password());
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  /** Returns when a statement with these words waits for a lock. */
  public void awaitLockWait(String words) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String waiting =
        "SELECT COUNT(*) FROM information_schema.INNODB_TRX"
            + " WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE ?";
    while (number(waiting, "%" + words + "%") == 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nothing waits for a lock in " + words);
      }
      Thread.sleep(LOCK_WAITS_MILLIS);
    }
  }

  public void update(String sql, @Nullable Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  public long number(String sql, @Nullable Object... parameters) {
    return database.transact(connection -> Sql.number(connection, sql, parameters));
  }

  public String text(String sql, @Nullable Object... parameters) {
    return texts(sql, parameters).getFirst();
  }

  /** The first column of all rows. */
  public List<String> texts(String sql, @Nullable Object... parameters) {
    return database.transact(
        connection -> Sql.list(connection, sql, row -> row.getString(1), parameters));
  }
}
