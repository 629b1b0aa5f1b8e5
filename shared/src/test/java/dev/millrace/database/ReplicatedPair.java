package dev.millrace.database;

import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Two MySQL servers, the second a replica of the first, at 127.0.0.1 and 127.0.0.2 with the same
 * port. Their tables tell what those of an RDS Multi-AZ cluster tell about its instances.
 */
final class ReplicatedPair implements AutoCloseable {

  private static final String USER = "app";
  private static final String PASSWORD = "pass-of-app";

  private final LocalDatabase first;
  private final LocalDatabase second;
  private final List<ServerSocket> addresses = new ArrayList<>();
  private int port;

  private ReplicatedPair(LocalDatabase first, LocalDatabase second) {
    this.first = first;
    this.second = second;
  }

  /** Returns when the second server has all that the first one has. */
  static ReplicatedPair start() throws IOException, SQLException, InterruptedException {
    ReplicatedPair pair = new ReplicatedPair(server(1), server(2));
    try {
      pair.listen();
      pair.replicate();
      return pair;
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private static LocalDatabase server(int id) {
    return LocalDatabase.temporary(
        List.of("--log-bin=changes", "--server-id=" + id, "--report-host=127.0.0." + id));
  }

  private void listen() throws IOException {
    addresses.add(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")));
    port = addresses.getFirst().getLocalPort();
    addresses.add(new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.2")));
    relay(addresses.getFirst(), first);
    relay(addresses.getLast(), second);
  }

  private void replicate() throws SQLException, InterruptedException {
    String file;
    long position;
    try (Connection connection = connect(first);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                connection.getMetaData().getDatabaseMajorVersion() > 8
                    ? "SHOW BINARY LOG STATUS"
                    : "SHOW MASTER STATUS")) {
      row.next();
      file = row.getString("File");
      position = row.getLong("Position");
    }
    execute(
        second,
        """
        CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = %d,
          SOURCE_USER = '%s', SOURCE_PASSWORD = '%s', GET_SOURCE_PUBLIC_KEY = 1,
          SOURCE_LOG_FILE = '%s', SOURCE_LOG_POS = %d\
        """
            .formatted(first.port(), first.user(), first.password(), file, position),
        "START REPLICA");
    execute(
        first,
        "CREATE USER '%s'@'127.0.0.1' IDENTIFIED BY '%s'".formatted(USER, PASSWORD),
        "GRANT ALL ON *.* TO '%s'@'127.0.0.1'".formatted(USER),
        "CREATE TABLE mysql.rds_topology (id INT PRIMARY KEY, endpoint VARCHAR(50), port INT)",
        "INSERT INTO mysql.rds_topology VALUES (1, '1.pair', %1$d), (2, '2.pair', %1$d)"
            .formatted(port),
        "CREATE TABLE millrace.written (value BIGINT PRIMARY KEY)",
        "INSERT INTO millrace.written VALUES (0)");
    awaitCopied(0);
    execute(first, "DELETE FROM millrace.written");
    execute(second, "SET GLOBAL read_only = 1");
  }

  /**
   * The settings of a client that knows the first server's address.
   *
   * @param driver the beginning of the URL
   */
  DatabaseSettings settings(String driver, String options) {
    return new DatabaseSettings(
        "%s://127.0.0.1:%d/millrace?sslMode=DISABLED&allowPublicKeyRetrieval=true%s"
            .formatted(driver, port, options),
        USER,
        PASSWORD,
        2);
  }

  int port() {
    return port;
  }

  /** Waits until the second server has the value. */
  void awaitCopied(long value) throws SQLException, InterruptedException {
    for (int looks = 0; !copied(value); looks++) {
      if (looks > 600) {
        throw new AssertionError("nothing is replicated: " + fault());
      }
      Thread.sleep(100);
    }
  }

  private boolean copied(long value) throws SQLException {
    try {
      return written().contains(value);
    } catch (SQLException e) {
      if (e.getErrorCode() == 1146) {
        return false; // the table is not there yet
      }
      throw e;
    }
  }

  private String fault() throws SQLException {
    try (Connection connection = connect(second);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW REPLICA STATUS")) {
      return row.next()
          ? "%s %s".formatted(row.getString("Last_IO_Error"), row.getString("Last_SQL_Error"))
          : "it is no replica";
    }
  }

  /** The first server dies, and the second one becomes the writer. */
  void failOver() throws SQLException {
    first.close();
    execute(second, "STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL read_only = 0");
  }

  /** The values in the second server. */
  List<Long> written() throws SQLException {
    List<Long> values = new ArrayList<>();
    try (Connection connection = connect(second);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT value FROM written ORDER BY value")) {
      while (rows.next()) {
        values.add(rows.getLong(1));
      }
    }
    return values;
  }

  private static void execute(LocalDatabase server, String... statements) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static Connection connect(LocalDatabase server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
  }

  private static void relay(ServerSocket from, LocalDatabase to) {
    Thread.startVirtualThread(
        () -> {
          while (!from.isClosed()) {
            try {
              connect(from.accept(), to.port());
            } catch (IOException _) {
              // closed, or the server is down: the client's connection ends
            }
          }
        });
  }

  private static void connect(Socket client, int port) throws IOException {
    try {
      Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
      copy(client, server);
      copy(server, client);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private static void copy(Socket from, Socket to) {
    Thread.startVirtualThread(
        () -> {
          try (from;
              to;
              InputStream input = from.getInputStream();
              OutputStream output = to.getOutputStream()) {
            input.transferTo(output);
          } catch (IOException _) {
            // the other side is closed as well
          }
        });
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket address : addresses) {
      address.close();
    }
    first.close();
    second.close();
  }
}
