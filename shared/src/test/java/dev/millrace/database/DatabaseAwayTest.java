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
    }

    Database.open(settings).close();
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
}
