package dev.millrace.database;

import dev.millrace.settings.UnreadableSecretException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Opens connections with the current login. After a refusal it tries once more with the login that
 * is read again, and remembers whether that was refused as well. Thread-safe.
 */
final class LoginDataSource implements DataSource {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LoginDataSource.class);
  private static final long LOG_EVERY_NANOS = 60_000_000_000L;

  private final DataSource driver;
  private final Logins logins;
  private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);
  private volatile @Nullable String refusal;

  LoginDataSource(DataSource driver, Logins logins) {
    this.driver = driver;
    this.logins = logins;
  }

  /** The reason why the last login was refused; empty once one succeeded. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public Connection getConnection() throws SQLException {
    Login login = current();
    try {
      return connect(login);
    } catch (SQLException e) {
      if (!SqlFaults.refusedLogin(e)) {
        throw e;
      }
      Login next = logins.afterRefusal(login);
      if (next.equals(login)) {
        throw refused(login, e);
      }
      try {
        return connect(next);
      } catch (SQLException again) {
        throw SqlFaults.refusedLogin(again) ? refused(next, again) : again;
      }
    }
  }

  /** Without credentials there is no token; the pool retries, as for an unavailable server. */
  private Login current() throws SQLException {
    try {
      return logins.current();
    } catch (UnreadableSecretException e) {
      throw new SQLNonTransientConnectionException(e.getMessage(), "08001", e);
    }
  }

  private Connection connect(Login login) throws SQLException {
    Connection connection = driver.getConnection(login.user(), login.password());
    refusal = null;
    return connection;
  }

  /** An alarm counts the line, so it is repeated, but not for each attempt of the pool. */
  private SQLException refused(Login login, SQLException e) {
    String message =
        "the database refuses the login of '%s' (%s)".formatted(login.user(), e.getMessage());
    refusal = message;
    long now = System.nanoTime();
    long last = lastLogged.get();
    if (now - last >= LOG_EVERY_NANOS && lastLogged.compareAndSet(last, now)) {
      log.warn("{}; its secret is read again until the two agree", message);
    }
    return e;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return driver.getConnection(user, password);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return driver.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    driver.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    driver.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return driver.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return driver.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return driver.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return driver.isWrapperFor(type);
  }
}
