package dev.millrace.local.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDatabaseTest {
  @TempDir Path folder;

  @Test
  void the_schema_exists_and_keeps_every_character() throws Exception {
    LocalDatabase database = LocalDatabase.shared();
    String url = database.createSchema();

    execute(database, url, "CREATE TABLE t (a VARCHAR(20))");
    execute(database, url, "INSERT INTO t VALUES ('💡ü')");

    assertThat(query(database, database.jdbcUrl(), "SELECT DATABASE()")).isEqualTo("millrace");
    assertThat(query(database, url, "SELECT a FROM t")).isEqualTo("💡ü");
  }

  @Test
  void every_schema_of_a_test_is_new_and_empty() throws Exception {
    LocalDatabase database = LocalDatabase.shared();

    String first = database.createSchema();
    execute(database, first, "CREATE TABLE t (a INT)");
    String second = database.createSchema();

    assertThat(first).isNotEqualTo(second);
    assertThat(query(database, second, "SHOW TABLES")).isEqualTo("");
  }

  @Test
  void commits_are_durable_and_names_are_not_resolved() throws Exception {
    LocalDatabase database = LocalDatabase.shared();

    String settings =
        query(
            database,
            database.jdbcUrl(),
            "SELECT CONCAT_WS(',', @@innodb_flush_log_at_trx_commit, @@skip_name_resolve,"
                + " @@max_connections, @@bind_address, VERSION())");

    assertThat(settings).matches("1,(1|ON),200,127\\.0\\.0\\.1,(11\\.4|8\\.0|9\\.\\d)\\..*");
  }

  @Test
  void logins_need_the_password() {
    LocalDatabase database = LocalDatabase.shared();

    for (String user : List.of("millrace", "root", "")) {
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), user, "").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Access denied");
    }
  }

  @Test
  void only_this_machine_gets_in() throws Exception {
    LocalDatabase database = LocalDatabase.shared();

    List<InetAddress> outside =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .toList();

    for (InetAddress address : outside) {
      assertThatThrownBy(() -> new Socket(address, database.port()).close())
          .as("connecting to %s", address)
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void a_second_start_on_the_same_folder_finds_the_data() throws Exception {
    try (LocalDatabase first = LocalDatabase.start(folder)) {
      execute(first, first.jdbcUrl(), "CREATE TABLE t (a INT)");
      execute(first, first.jdbcUrl(), "INSERT INTO t VALUES (42)");
    }

    try (LocalDatabase second = LocalDatabase.start(folder)) {
      assertThat(query(second, second.jdbcUrl(), "SELECT a FROM t")).isEqualTo("42");
    }
  }

  @Test
  void a_folder_in_use_is_refused_with_its_name() {
    try (LocalDatabase first = LocalDatabase.start(folder)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> LocalDatabase.start(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(folder + " is in use by another process");
    }
  }

  @Test
  void a_folder_with_other_content_is_refused() throws Exception {
    Files.writeString(folder.resolve("thesis.tex"), "precious");

    assertThatThrownBy(() -> LocalDatabase.start(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thesis.tex");
    assertThat(folder).isDirectoryContaining("glob:**thesis.tex");
  }

  @Test
  void a_server_that_cannot_start_says_why() throws Exception {
    LocalDatabase.start(folder).close();
    Files.writeString(folder.resolve("data/ibdata1"), "not a tablespace");

    assertThatThrownBy(() -> LocalDatabase.start(folder))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageContaining("server.log")
        .hasMessageContaining("[ERROR]");
  }

  @Test
  void a_password_is_left_in_no_file() {
    try (LocalDatabase database = LocalDatabase.start(folder)) {
      assertThat(database.password()).hasSizeGreaterThan(20);
      assertThat(Files.exists(folder.resolve("setup.sql"))).isFalse();
    }
  }

  @Test
  void closing_twice_is_closing_once() {
    LocalDatabase database = LocalDatabase.temporary();

    database.close();
    database.close();

    assertThat(ProcessHandle.of(database.pid())).isEmpty();
  }

  private static void execute(LocalDatabase database, String url, String sql) throws SQLException {
    try (Connection connection = connect(database, url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(LocalDatabase database, String url, String sql) throws SQLException {
    try (Connection connection = connect(database, url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static Connection connect(LocalDatabase database, String url) throws SQLException {
    return DriverManager.getConnection(url, database.user(), database.password());
  }
}
