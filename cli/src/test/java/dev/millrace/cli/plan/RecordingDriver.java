package dev.millrace.cli.plan;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the place of MySQL's driver, whose connections then record their statements. */
final class RecordingDriver implements Driver, AutoCloseable {

  private final Driver driver;

  private RecordingDriver(Driver driver) {
    this.driver = driver;
  }

  /** Until it is closed. */
  static RecordingDriver install() throws SQLException {
    Driver driver = DriverManager.getDriver("jdbc:mysql://127.0.0.1/");
    RecordingDriver recording = new RecordingDriver(driver);
    DriverManager.deregisterDriver(driver);
    DriverManager.registerDriver(recording);
    return recording;
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(this);
    DriverManager.registerDriver(driver);
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Properties recorded = new Properties();
    recorded.putAll(info);
    recorded.setProperty("queryInterceptors", RecordedQueries.class.getName());
    return driver.connect(url, recorded);
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
