package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.JdbcConnection;
import dev.millrace.local.database.LocalDatabase;
import java.sql.Connection;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session has Millrace's settings, whatever the server's defaults and the JVM's zone are. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class DatabaseSessionTest {

  private static LocalDatabase server;
  private static Database database;

  @BeforeAll
  static void open() {
    server = LocalDatabase.temporary();
    DatabaseSettings settings =
        new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2);
    try (Database before = Database.open(settings)) {
      for (String oddity :
          List.of(
              "SET GLOBAL time_zone = '+05:45'",
              "SET GLOBAL sql_mode = ''",
              "SET GLOBAL TRANSACTION ISOLATION LEVEL SERIALIZABLE",
              "SET GLOBAL character_set_server = 'latin1'",
              "SET GLOBAL wait_timeout = 28800",
              "SET GLOBAL innodb_lock_wait_timeout = 50",
              "CREATE TABLE t (moment DATETIME(3), small TINYINT, word VARCHAR(4))")) {
        before.transact(connection -> Sql.update(connection, oddity));
      }
    }
    database = Database.open(settings);
  }

  @AfterAll
  static void close() {
    database.close();
    server.close();
  }

  @Test
  void the_zone_of_this_jvm_is_an_odd_one() {
    assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("America/Bahia_Banderas"));
  }

  @Test
  void the_session_is_utc_read_committed_and_patient_for_a_known_time() {
    assertThat(text("SELECT @@time_zone")).isEqualTo("+00:00");
    assertThat(text("SELECT @@transaction_isolation")).isEqualTo("READ-COMMITTED");
    assertThat(text("SELECT @@autocommit")).isEqualTo("0");
    assertThat(text("SELECT @@wait_timeout")).isEqualTo("60");
    assertThat(text("SELECT @@innodb_lock_wait_timeout")).isEqualTo("20");
    assertThat(text("SELECT @@character_set_client")).isEqualTo("utf8mb4");
    assertThat(text("SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW())")).isEqualTo("0");
  }

  @Test
  void a_server_silent_for_two_minutes_is_considered_lost() {
    int millis = database.transact(Connection::getNetworkTimeout);

    assertThat(millis).isEqualTo(120_000);
  }

  @Test
  void a_repeated_statement_is_not_parsed_again() {
    boolean caches =
        database.transact(
            connection ->
                connection
                    .unwrap(JdbcConnection.class)
                    .getPropertySet()
                    .getBooleanProperty(PropertyKey.cachePrepStmts)
                    .getValue());

    assertThat(caches).isTrue();
  }

  @Test
  void the_session_is_strict() {
    assertThat(text("SELECT @@sql_mode").split(","))
        .containsExactlyInAnyOrder(
            "STRICT_TRANS_TABLES",
            "NO_ZERO_IN_DATE",
            "NO_ZERO_DATE",
            "ERROR_FOR_DIVISION_BY_ZERO",
            "NO_ENGINE_SUBSTITUTION");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (small) VALUES (128)",
        "INSERT INTO t (small) VALUES ('many')",
        "INSERT INTO t (word) VALUES ('fünfe')",
        "INSERT INTO t (moment) VALUES ('0000-00-00')",
        "INSERT INTO t (moment) VALUES ('2023-02-29')",
      })
  void a_value_that_does_not_fit_is_refused_and_not_bent(String sql) {
    assertThatThrownBy(() -> database.transact(connection -> Sql.update(connection, sql)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.refusedData()).isTrue();
              assertThat(e.unavailable()).isFalse();
            });
  }

  /** The first two do not exist, or exist twice, in the JVM's zone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2010-04-04T02:30:00.125",
        "2009-10-25T01:30:00.250",
        "1970-01-01T00:00:00.000",
        "2261-12-31T23:59:59.999"
      })
  void a_moment_is_stored_and_read_as_it_was_given(String text) {
    LocalDateTime moment = LocalDateTime.parse(text);

    List<String> stored =
        database.transact(
            connection -> {
              Sql.update(connection, "DELETE FROM t");
              Sql.update(connection, "INSERT INTO t (moment) VALUES (?)", moment);
              assertThat(
                      Sql.first(
                          connection,
                          "SELECT moment FROM t WHERE moment = ?",
                          row -> row.getObject(1, LocalDateTime.class),
                          moment))
                  .hasValue(moment);
              return Sql.list(
                  connection, "SELECT CAST(moment AS CHAR) FROM t", row -> row.getString(1));
            });

    assertThat(stored).containsExactly(text.replace('T', ' '));
  }

  @Test
  void every_character_survives() {
    String word =
        database
            .transact(
                connection ->
                    Sql.first(
                        connection, "SELECT CONCAT(?, '💡')", row -> row.getString(1), "aü\\'💡"))
            .orElseThrow();

    assertThat(word).isEqualTo("aü\\'💡💡");
  }

  private static String text(String sql) {
    return database
        .transact(connection -> Sql.first(connection, sql, row -> row.getString(1)))
        .orElseThrow();
  }
}
