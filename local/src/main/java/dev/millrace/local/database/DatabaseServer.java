package dev.millrace.local.database;

import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running server on 127.0.0.1 over a prepared data folder. */
final class DatabaseServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final int PORT_TRIES = 3;

  private final Process process;
  private final int port;

  private DatabaseServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Returns when logins succeed.
   *
   * @param preferred the port to try first; 0 for any
   * @param setup SQL that runs before the first login
   */
  static DatabaseServer start(
      DatabaseInstallation installation,
      DataFolder folder,
      List<String> options,
      int preferred,
      Login login,
      String setup) {
    folder.writeSetup(setup);
    try {
      for (int tries = 1; ; tries++) {
        int port = tries == 1 && preferred > 0 ? preferred : freePort();
        DatabaseServer server = launch(installation, folder, options, port);
        try {
          server.awaitLogin(folder, login);
          return server;
        } catch (DatabaseStartException e) {
          server.kill();
          // Another process may have taken the port in the meantime.
          if (tries == PORT_TRIES || !e.portTaken()) {
            throw e;
          }
        }
      }
    } finally {
      folder.deleteSetup();
    }
  }

  private static DatabaseServer launch(
      DatabaseInstallation installation, DataFolder folder, List<String> options, int port) {
    List<String> command = new ArrayList<>(installation.server());
    command.addAll(
        List.of(
            "--datadir=" + folder.data(),
            // A starting server deletes the temporary tables of other servers in the same folder.
            "--tmpdir=" + folder.data(),
            "--init-file=" + folder.setup(),
            "--bind-address=127.0.0.1",
            "--port=" + port,
            // Relative to the data folder: an absolute path may be longer than a socket's name.
            "--socket=server.sock",
            "--pid-file=server.pid",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--default-time-zone=+00:00",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=256M",
            "--max-allowed-packet=64M",
            "--max-connections=200"));
    command.addAll(options);
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()));
    return new DatabaseServer(GuardedProcess.start(builder), port);
  }

  private void awaitLogin(DataFolder folder, Login login) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection _ = login.connect(port)) {
        return;
      } catch (SQLException e) {
        boolean dead = !process.isAlive();
        if (dead || System.nanoTime() > deadline) {
          throw new DatabaseStartException(folder.log(), dead, e);
        }
      }
      try {
        process.waitFor(20, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the database started", e);
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  /**
   * The same with the port of a server that has ended.
   *
   * @throws DatabaseStartException when the port is taken, or the server cannot start
   */
  DatabaseServer again(
      DatabaseInstallation installation,
      DataFolder folder,
      List<String> options,
      Login login,
      String setup) {
    folder.writeSetup(setup);
    try {
      DatabaseServer server = launch(installation, folder, options, port);
      try {
        server.awaitLogin(folder, login);
        return server;
      } catch (DatabaseStartException e) {
        server.kill();
        throw e;
      }
    } finally {
      folder.deleteSetup();
    }
  }

  boolean running() {
    return process.isAlive();
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** Immediately, like a power cut: for data that is no longer needed. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Gracefully: buffered data is written first. */
  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    kill();
  }

  /** A user and the password of this start. */
  record Login(String user, String password) {
    // Without TLS, MySQL sends the key that the driver encrypts the password with.
    private static final String OPTIONS = "?sslMode=DISABLED&allowPublicKeyRetrieval=true";

    static String url(int port, String schema) {
      return "jdbc:mysql://127.0.0.1:" + port + "/" + schema + OPTIONS;
    }

    Connection connect(int port) throws SQLException {
      return DriverManager.getConnection(url(port, ""), user, password);
    }
  }
}
