package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.span.Coverage;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Window;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

final class FilledMigrationTest {

  private static final long DAY = 86_400;

  @Test
  void views_show_existing_rows() {
    LocalDatabase server = LocalDatabase.shared();
    String url = server.createSchema();
    Flyway.configure()
        .dataSource(url, server.user(), server.password())
        .locations("classpath:dev/millrace/database/migration")
        .table("millrace_migration")
        .target("3")
        .load()
        .migrate();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      update(database, "INSERT INTO millrace_type VALUES ('T', 'v', '', NOW(3))");
      update(
          database,
          "INSERT INTO millrace_coverage VALUES ('T', -10, %d, 'v'), ('T', %d, %d, 'w')"
              .formatted(DAY, DAY, 250 * DAY + 10));
      update(database, "INSERT INTO EventCount VALUES ('2037-01-01', 'T', 5, NOW(3))");

      database.migrate();

      assertThat(new Coverage(database).of("T"))
          .containsExactly(
              new Coverage.Span(new Window(-10, DAY), "v"),
              new Coverage.Span(new Window(DAY, 250 * DAY + 10), "w"));
      assertThat(number(database, "SELECT COUNT(*) FROM millrace_coverage")).isEqualTo(252);
      assertThat(number(database, "SELECT COUNT(*) FROM EventCountFilled"))
          .isEqualTo(250 * 288 + 3);
      assertThat(number(database, "SELECT SUM(actual_count) FROM EventCountFilled")).isEqualTo(5);
    }
  }

  private static void update(Database database, String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  private static long number(Database database, String sql) {
    return database.<Long>transact(connection -> Sql.number(connection, sql));
  }
}
