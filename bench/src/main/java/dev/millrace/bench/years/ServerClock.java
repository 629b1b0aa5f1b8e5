package dev.millrace.bench.years;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of MySQL's driver and sets the server's clock, as each new connection sees it: it
 * stands still at the given moment.
 */
final class ServerClock implements Driver, AutoCloseable {

  private final Driver driver;
  private volatile long second;

  private ServerClock(Driver driver) {
    this.driver = driver;
  }

  /** Until it is closed. */
  static ServerClock install() throws SQLException {
    Driver driver = DriverManager.getDriver("jdbc:mysql://127.0.0.1/");
    ServerClock clock = new ServerClock(driver);
    DriverManager.deregisterDriver(driver);
    DriverManager.registerDriver(clock);
    return clock;
  }

  /** The moment for connections that are opened from now on. */
  void set(Instant now) {
    second = now.getEpochSecond();
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(this);
    DriverManager.registerDriver(driver);
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Properties atThatTime = new Properties();
    atThatTime.putAll(info);
    atThatTime.setProperty("sessionVariables", "timestamp=" + second);
    return driver.connect(url, atThatTime);
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
