package dev.millrace.local.database;

import dev.millrace.local.database.DatabaseServer.Login;
import dev.millrace.local.file.Folders;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A database on 127.0.0.1: MariaDB as a stand-in for MySQL 8, or another server where a system
 * property names it ({@code millrace.mysql}, {@code millrace.mariadb}). Commits are durable,
 * MariaDB is unpacked from the class path into the cache once, and the server ends with this JVM,
 * however it ends.
 */
public final class LocalDatabase implements AutoCloseable {
  private static final String SCHEMA = "millrace";
  private static final String USER = "millrace";
  private static @Nullable LocalDatabase shared;

  private final DatabaseInstallation installation;
  private final List<String> options;
  private final DataFolder folder;
  private final Login login;
  private final @Nullable TemporaryFolders temporary; // if the folder must be deleted
  private volatile DatabaseServer server;

  private LocalDatabase(
      DatabaseInstallation installation,
      List<String> options,
      DataFolder folder,
      DatabaseServer server,
      Login login,
      @Nullable TemporaryFolders temporary) {
    this.installation = installation;
    this.options = List.copyOf(options);
    this.folder = folder;
    this.server = server;
    this.login = login;
    this.temporary = temporary;
  }

  /**
   * Starts over a permanent folder. An empty or missing one gets the system tables; one with data
   * is used as it is, even after a crash.
   *
   * @throws IllegalStateException when another process uses the folder
   */
  public static LocalDatabase start(Path dataDir) {
    return start(dataDir, 0, newPassword());
  }

  /**
   * The same with the address of an earlier start.
   *
   * @param port the preferred port; another one is chosen if it is taken, or 0
   */
  public static LocalDatabase start(Path dataDir, int port, String password) {
    DatabaseInstallation installation = DatabaseInstallation.in(Folders.cache());
    DataFolder folder = DataFolder.open(dataDir, installation.template());
    return start(installation, folder, null, List.of(), port, new Login(USER, password));
  }

  /** Starts over a fresh folder that is deleted at close, or later when this JVM is killed. */
  public static LocalDatabase temporary() {
    return temporary(List.of());
  }

  /**
   * The same with more options of the server.
   *
   * @param options such as {@code --ssl-cert=…}; they come after Millrace's own
   */
  public static LocalDatabase temporary(List<String> options) {
    Path cache = Folders.cache();
    DatabaseInstallation installation = DatabaseInstallation.in(cache);
    TemporaryFolders folders = new TemporaryFolders(cache);
    DataFolder folder = folders.open(installation.template());
    return start(installation, folder, folders, options, 0, new Login(USER, newPassword()));
  }

  /**
   * The one temporary database of this JVM, for tests: started at first use, never to be closed.
   */
  public static synchronized LocalDatabase shared() {
    LocalDatabase database = shared;
    if (database == null) {
      database = temporary();
      Runtime.getRuntime().addShutdownHook(new Thread(database::close, "shared database"));
      shared = database;
    }
    return database;
  }

  private static LocalDatabase start(
      DatabaseInstallation installation,
      DataFolder folder,
      @Nullable TemporaryFolders temporary,
      List<String> options,
      int port,
      Login login) {
    try {
      DatabaseServer server =
          DatabaseServer.start(
              installation, folder, options, port, login, setup(installation, login));
      return new LocalDatabase(installation, options, folder, server, login, temporary);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Runs before the first login. */
  private static String setup(DatabaseInstallation installation, Login login) {
    return installation.lockDown()
        + """
    CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4;
    DROP USER IF EXISTS '%2$s'@'127.0.0.1';
    CREATE USER '%2$s'@'127.0.0.1' IDENTIFIED BY '%3$s';
    GRANT ALL ON *.* TO '%2$s'@'127.0.0.1' WITH GRANT OPTION;
    """
            .formatted(SCHEMA, login.user(), login.password());
  }

  /** A random password. */
  public static String newPassword() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Whether the server runs; false after it was killed. */
  public boolean running() {
    return server.running();
  }

  /**
   * Starts the server again over the same folder after it has ended, at the same address and with
   * the same login.
   *
   * @throws IllegalStateException when it cannot start
   */
  public void restart() {
    server.kill();
    server = server.again(installation, folder, options, login, setup(installation, login));
  }

  /** Of the schema {@code millrace}. */
  public String jdbcUrl() {
    return Login.url(server.port(), SCHEMA);
  }

  /** Has all rights, including those to create users and schemas. */
  public String user() {
    return login.user();
  }

  /** New at each start, unless an earlier one was given. */
  public String password() {
    return login.password();
  }

  public int port() {
    return server.port();
  }

  /** The process id of the server. */
  public long pid() {
    return server.pid();
  }

  /** Creates an empty schema with a name of its own and returns its JDBC URL. */
  public String createSchema() {
    String name = "s" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = login.connect(server.port());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the schema " + name, e);
    }
    return Login.url(server.port(), name);
  }

  /** Stops the server; a temporary folder is deleted. A second close does nothing. */
  @Override
  public void close() {
    if (temporary == null) {
      server.close();
      folder.close();
    } else {
      server.kill();
      temporary.delete(folder);
    }
  }
}
