package dev.millrace.database;

import com.mysql.cj.conf.PropertyKey;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections. Connections are passed to a function and never returned from it. Every
 * session is UTC, READ COMMITTED and strict. Thread-safe.
 */
public final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /**
   * A frozen worker's open transaction must end by itself: the server closes a connection that is
   * silent for 60 s, and the pool keeps idle ones alive at shorter intervals.
   */
  private static final String SESSION =
      """
      SET time_zone = '+00:00', wait_timeout = 60, innodb_lock_wait_timeout = 20, \
      sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
      ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'\
      """;

  private static final String PROBE = "UPDATE millrace_type SET version = version WHERE type = ''";

  private static final String NOW =
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000";

  /** Statements whose parameter positions a connection caches: a few MB at most. */
  private static final int STATEMENTS = 50;

  private static final int STATEMENT_CHARACTERS = 200_000;

  /** A server that no longer responds is considered lost after this time. */
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(2);

  private static final int TRIES = 8;
  private static final long FIRST_PAUSE_MILLIS = 10;

  private final DatabaseSettings settings;
  private final HikariDataSource pool;
  private final LoginDataSource connections;
  private volatile boolean unavailable;

  private Database(DatabaseSettings settings, HikariDataSource pool, LoginDataSource connections) {
    this.settings = settings;
    this.pool = pool;
    this.connections = connections;
  }

  /** Work on a connection inside one transaction. May be run more than once. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Opens the pool without waiting for the database: the first use does that.
   *
   * @throws RuntimeException when the URL is not a JDBC URL of MySQL
   */
  public static Database open(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    config.setMaximumPoolSize(settings.connections());
    config.setMinimumIdle(1); // opened on demand: a function that handles one message needs few
    config.setPoolName("database");
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(SESSION);
    config.setConnectionTimeout(settings.patience().toMillis());
    config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
    config.setInitializationFailTimeout(-1);
    LoginDataSource connections =
        new LoginDataSource(
            new DriverDataSource(settings.url(), null, driverOptions(), null, null),
            settings.logins());
    config.setDataSource(connections);
    return new Database(settings, new HikariDataSource(config), connections);
  }

  /** As text: the driver silently ignores other types. */
  private static Properties driverOptions() {
    Properties options = new Properties();
    Map.of(
            PropertyKey.connectionTimeZone,
            "UTC",
            PropertyKey.connectTimeout,
            Duration.ofSeconds(5).toMillis(),
            PropertyKey.socketTimeout,
            LONGEST_STATEMENT.toMillis(),
            PropertyKey.tcpKeepAlive,
            true,
            PropertyKey.allowMultiQueries, // for packets; values are always parameters
            true,
            PropertyKey.readOnlyPropagatesToServer, // else the driver asks before each packet
            false,
            // The driver scans every character of a statement for parameters; a batch's has 100 KB.
            PropertyKey.cachePrepStmts,
            true,
            PropertyKey.prepStmtCacheSize,
            STATEMENTS,
            PropertyKey.prepStmtCacheSqlLimit,
            STATEMENT_CHARACTERS)
        .forEach((key, value) -> options.setProperty(key.getKeyName(), String.valueOf(value)));
    return options;
  }

  /** How the pool is used now; all zero before its first use. */
  public PoolUse poolUse() {
    HikariPoolMXBean use = pool.getHikariPoolMXBean();
    return use == null
        ? new PoolUse(0, 0, 0)
        : new PoolUse(
            use.getActiveConnections(),
            use.getIdleConnections(),
            use.getThreadsAwaitingConnection());
  }

  /**
   * Creates or updates the control tables alongside existing tables. Needs DDL rights. Safe to run
   * concurrently, and again after an interruption anywhere.
   *
   * @throws IllegalStateException when a name that Millrace needs is taken, or a right is missing;
   *     nothing has changed then
   */
  public void migrate() {
    // Outside the pool, which may have no free connection.
    try (Connection connection =
        DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
      new Migrator(connection, Migration.all()).run();
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Runs the work in one transaction and commits it. Runs it again, as a whole, when it lost
   * against another transaction (deadlock, lock wait), after a growing random pause; after eight
   * attempts the database counts as too busy.
   *
   * @throws DatabaseException when a statement or the commit fails; nothing is then written, except
   *     that a commit whose answer was lost may have happened
   */
  public <T> T transact(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        T result = once(work);
        unavailable = false;
        return result;
      } catch (SQLException e) {
        if (Thread.currentThread().isInterrupted() && !SqlFaults.conflict(e)) {
          // The interrupt closed the connection, or ended the wait for one; the server is fine.
          throw new DatabaseException(e);
        }
        unavailable = SqlFaults.unavailable(e);
        if (SqlFaults.connectionLost(e)) {
          pool.getHikariPoolMXBean().softEvictConnections();
        }
        if (!SqlFaults.conflict(e) || attempt == TRIES) {
          throw new DatabaseException(e);
        }
        log.debug("transaction lost against another one, attempt {}: {}", attempt, e.getMessage());
        pause(attempt);
      }
    }
  }

  /** The time by the server's clock, which decides about leases and ages. */
  public Instant now() {
    return transact(Database::now);
  }

  /** The time by the server's clock, as a transaction sees it. */
  public static Instant now(Connection connection) throws SQLException {
    return Instant.ofEpochMilli(Sql.number(connection, NOW));
  }

  /** The reason why the server refused the last login; empty once one succeeded. */
  public Optional<String> refusal() {
    return connections.refusal();
  }

  /** Whether the last ended transaction found no writable server. */
  public boolean unavailable() {
    return unavailable;
  }

  /**
   * A write without effect that a read-only server would refuse.
   *
   * @throws DatabaseException when that fails
   */
  public void probe() {
    transact(connection -> Sql.update(connection, PROBE));
  }

  /** What {@link #migrate} would do, without a change. */
  public MigrationPlan migrationPlan() {
    return transact(connection -> new Migrator(connection, Migration.all()).plan());
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        if (e instanceof SQLException failure && SqlFaults.readOnly(failure)) {
          pool.evictConnection(connection);
        }
        throw e;
      }
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void pause(int attempt) {
    long longest = FIRST_PAUSE_MILLIS << attempt;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted between two attempts at a transaction", e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
