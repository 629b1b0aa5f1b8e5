package dev.millrace.database;

import com.mysql.cj.conf.PropertyKey;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool of connections. Connections are lent to a function and never handed out. Every session
 * is UTC, READ COMMITTED and strict. Thread-safe.
 */
public final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  /**
   * A frozen worker's open transaction must end by itself: the server closes a connection that says
   * nothing for 60 s, and the pool keeps idle ones alive more often than that.
   */
  private static final String SESSION =
      """
      SET time_zone = '+00:00', wait_timeout = 60, innodb_lock_wait_timeout = 20, \
      sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,\
      ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'""";

  private static final String PROBE = "UPDATE millrace_type SET version = version WHERE type = ''";

  private static final String NOW =
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000";

  /** Statements of which a connection remembers where their parameters are: some MB at most. */
  private static final int STATEMENTS = 50;

  private static final int STATEMENT_CHARACTERS = 200_000;

  /** A server that has gone without a word is given up then. */
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(2);

  private static final int TRIES = 8;
  private static final long FIRST_PAUSE_MILLIS = 10;

  private final HikariDataSource pool;
  private volatile boolean away;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /** Work on a connection inside one transaction. May be run more than once. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /**
   * Opens the pool without waiting for the database: the first use does that.
   *
   * @throws RuntimeException when the URL is no JDBC URL of MySQL
   */
  public static Database open(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setMaximumPoolSize(settings.connections());
    config.setMinimumIdle(1); // opened when needed: a function that handles one message needs few
    config.setPoolName("database");
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setConnectionInitSql(SESSION);
    config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
    config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
    config.setInitializationFailTimeout(-1);
    tell(config, PropertyKey.connectionTimeZone, "UTC");
    tell(config, PropertyKey.connectTimeout, Duration.ofSeconds(5).toMillis());
    tell(config, PropertyKey.socketTimeout, LONGEST_STATEMENT.toMillis());
    tell(config, PropertyKey.tcpKeepAlive, true);
    // The driver looks at every character of a statement to find its parameters; a batch's has 100
    // KB.
    tell(config, PropertyKey.cachePrepStmts, true);
    tell(config, PropertyKey.prepStmtCacheSize, STATEMENTS);
    tell(config, PropertyKey.prepStmtCacheSqlLimit, STATEMENT_CHARACTERS);
    return new Database(new HikariDataSource(config));
  }

  /** As text: whatever is none, the driver passes over without a word. */
  private static void tell(HikariConfig config, PropertyKey key, Object value) {
    config.addDataSourceProperty(key.getKeyName(), String.valueOf(value));
  }

  /**
   * Creates or updates the control tables, beside whatever tables are there already. Needs DDL
   * rights. Safe to run from two places at once, and again after it was cut off anywhere.
   *
   * @throws IllegalStateException when a table or view is there that is not ours but has a name of
   *     ours, or a right is missing; nothing has changed then
   */
  public void migrate() {
    // Beside the pool, which may have no connection to spare.
    try (Connection connection =
        DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())) {
      new Migrator(connection, Migration.all()).run();
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  /**
   * Runs the work in one transaction and commits it. Runs it again, as a whole, when it lost
   * against another transaction (deadlock, lock wait), with a growing random pause; after eight
   * tries the database counts as too busy.
   *
   * @throws DatabaseException when a statement or the commit fails; nothing is then written, except
   *     that a commit whose answer was lost may have happened
   */
  public <T> T transact(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        T result = once(work);
        away = false;
        return result;
      } catch (SQLException e) {
        if (Thread.currentThread().isInterrupted()) {
          // The interrupt closed the connection, or ended the wait for one; the server is well.
          throw new DatabaseException(e);
        }
        away = SqlFaults.away(e);
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

  /** The time by the server's clock, which judges leases and ages. */
  public Instant now() {
    return transact(Database::now);
  }

  /** The time by the server's clock, as a transaction sees it. */
  public static Instant now(Connection connection) throws SQLException {
    return Instant.ofEpochMilli(Sql.number(connection, NOW));
  }

  /** Whether the last transaction that ended found no server that can be written to. */
  public boolean away() {
    return away;
  }

  /**
   * Writes nothing, but as a server that only reads would not.
   *
   * @throws DatabaseException when that fails
   */
  public void probe() {
    transact(connection -> Sql.update(connection, PROBE));
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
