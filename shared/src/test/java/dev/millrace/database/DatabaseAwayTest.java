package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.LocalDatabase;
import org.junit.jupiter.api.Test;

final class DatabaseAwayTest {

  @Test
  void a_server_that_stops_is_away_and_opening_does_not_wait_for_it() {
    LocalDatabase server = LocalDatabase.temporary();
    DatabaseSettings settings =
        new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2);

    try (Database database = Database.open(settings)) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      connection -> {
                        long one = Sql.number(connection, "SELECT 1");
                        server.close();
                        return one + Sql.number(connection, "SELECT 1");
                      }))
          .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.away()).isTrue());
      assertThat(database.away()).isTrue();
    }

    Database.open(settings).close();
  }

  @Test
  void what_fails_in_a_statement_or_a_lock_does_not_make_the_database_away() {
    LocalDatabase server = LocalDatabase.shared();

    try (Database database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2))) {
      assertThatThrownBy(
              () -> database.transact(connection -> Sql.number(connection, "SELECT nothing")))
          .isInstanceOf(DatabaseException.class);

      assertThat(database.away()).isFalse();
    }
  }

  @Test
  void a_database_that_answers_its_probe_is_no_longer_away() {
    try (LocalDatabase server = LocalDatabase.temporary();
        Database admin =
            Database.open(
                new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2));
        Database database =
            Database.open(new DatabaseSettings(server.jdbcUrl(), "plain", "password", 2))) {
      admin.migrate();
      run(admin, "CREATE USER plain@'127.0.0.1' IDENTIFIED BY 'password'");
      run(admin, "GRANT SELECT, UPDATE ON millrace.* TO plain@'127.0.0.1'");
      run(admin, "SET GLOBAL read_only = 1");
      assertThatThrownBy(database::probe).isInstanceOf(DatabaseException.class);
      assertThat(database.away()).isTrue();

      run(admin, "SET GLOBAL read_only = 0");
      assertThat(database.away()).isTrue();
      database.probe();

      assertThat(database.away()).isFalse();
    }
  }

  @Test
  void a_url_of_another_database_is_refused_without_its_password() {
    DatabaseSettings settings =
        new DatabaseSettings("jdbc:other://h/m?password=hush", "u", "hush", 2);

    assertThatThrownBy(() -> Database.open(settings).close())
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("jdbc:other://h/m")
        .hasMessageNotContaining("hush");
    assertThat(settings).asString().doesNotContain("hush").contains("jdbc:other://h/m", "as u");
  }

  private static void run(Database database, String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }
}
