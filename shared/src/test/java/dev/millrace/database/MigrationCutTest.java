package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MySQL has no transactional DDL, so a migration may be interrupted between any two of its
 * statements. The next run must end with the schema of an uninterrupted run.
 */
final class MigrationCutTest {

  /** A separate server without durable writes: it creates thousands of tables. */
  @AutoClose
  private static final LocalDatabase server =
      LocalDatabase.temporary(List.of("--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"));

  private static final List<Migration> MIGRATIONS = Migration.all();

  /** Rows that migrations must move: spans over many days, runs with and without open slices. */
  private static final List<String> DATA =
      List.of(
          "INSERT INTO millrace_type (type, version, definition, applied_at)"
              + " VALUES ('T', 'v', '', '2026-01-01')",
          "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
              + " VALUES ('T', -10, 86400, 'v'), ('T', 86400, 21600010, 'w')",
          "INSERT INTO EventCount VALUES ('2037-01-01', 'T', 5, '2026-01-01')",
          "INSERT INTO millrace_run (id, kind, trigger_key, planned_at)"
              + " VALUES (1, 'backfill', 'a', '2026-01-01'), (2, 'backfill', 'b', '2026-01-01')",
          "INSERT INTO millrace_slice"
              + " (run, type, window_from, window_to, state, not_before, planned_at)"
              + " VALUES (1, 'T', 0, 1, 'sent', '2026-01-01', '2026-01-01'),"
              + " (2, 'T', 0, 1, 'done', '2026-01-01', '2026-01-01')");

  @Test
  void a_run_that_is_cut_anywhere_is_ended_by_the_next_one() throws Exception {
    String uncut = filled();
    migrate(uncut, MIGRATIONS);
    String url = schema();

    int runs = cutEverywhere(url, MIGRATIONS.subList(0, 3));
    try (Connection connection = connect(url)) {
      fill(connection);
    }
    runs += cutEverywhere(url, MIGRATIONS);

    int statements = MIGRATIONS.stream().mapToInt(m -> m.statements().size()).sum();
    assertThat(runs).isGreaterThan(2 * statements);
    assertThat(SchemaDump.dump(url)).isEqualTo(SchemaDump.dump(uncut));
    assertThat(SchemaDump.rows(url)).hasSizeGreaterThan(250).isEqualTo(SchemaDump.rows(uncut));
  }

  private static int cutEverywhere(String url, List<Migration> migrations) throws SQLException {
    Set<String> died = new HashSet<>();
    for (int runs = 1; ; runs++) {
      try (Connection connection = connect(url)) {
        new Migrator(new DyingConnection(connection, died).open(), migrations).run();
        return runs;
      } catch (SQLException e) {
        if (!String.valueOf(e.getSQLState()).startsWith("08")) {
          throw e;
        }
      }
    }
  }

  /** Earlier releases recorded no statements, and some of them a failed migration. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_half_done_migration_of_an_earlier_release_is_finished(int version) throws Exception {
    Migration migration = MIGRATIONS.get(version - 1);
    List<Migration> upTo = MIGRATIONS.subList(0, version);
    String uncut = left(version - 1, List.of());
    migrate(uncut, upTo);
    List<String> expected = SchemaDump.dump(uncut);
    for (int done = 1; done <= migration.statements().size(); done++) {
      String url = left(version - 1, migration.statements().subList(0, done));
      if (done % 2 == 0 && version > 1) {
        try (Connection connection = connect(url)) {
          Sql.update(
              connection,
              "INSERT INTO millrace_migration VALUES (99, ?, 'd', 'SQL', 's', 1, 'me', NOW(), 1, 0)",
              String.valueOf(version));
        }
      }

      migrate(url, upTo);

      assertThat(SchemaDump.dump(url)).as("%d statements done", done).isEqualTo(expected);
      if (version == 4) {
        assertThat(SchemaDump.coverage(url))
            .as("%d statements done", done)
            .isEqualTo(SchemaDump.coverage(uncut));
      }
      drop(url);
    }
  }

  /** A schema as Flyway leaves it when interrupted after these statements of its next migration. */
  private static String left(int version, List<String> done) throws SQLException {
    String url = schema();
    flyway(url, version);
    try (Connection connection = connect(url)) {
      Sql.update(connection, "SET sql_mode = 'TRADITIONAL'");
      if (version == 3) {
        fill(connection);
      }
      for (String statement : done) {
        Sql.update(connection, statement);
      }
    }
    return url;
  }

  @Test
  void a_schema_of_an_earlier_release_needs_no_operator() throws Exception {
    String url = schema();
    try (Connection connection = connect(url)) {
      Sql.update(connection, "CREATE TABLE of_others (a INT)"); // so that Flyway sets a baseline
    }
    flyway(url, 8);
    List<String> before = new ArrayList<>(SchemaDump.dump(url));
    before.removeIf(line -> line.matches("millrace_(slice: due : key|coverage: day :).*"));

    migrate(url, MIGRATIONS);

    assertThat(SchemaDump.dump(url)).containsAll(before);
  }

  @Test
  void an_earlier_release_takes_the_history_for_its_own() throws Exception {
    String url = schema();
    migrate(url, MIGRATIONS);

    flyway(url, 8);

    assertThat(SchemaDump.dump(url)).isNotEmpty();
  }

  @Test
  void a_migration_of_another_text_is_refused() throws Exception {
    String url = schema();
    migrate(url, MIGRATIONS);
    try (Connection connection = connect(url)) {
      Sql.update(connection, "UPDATE millrace_migration SET checksum = 7 WHERE version = '2'");
    }

    assertThatThrownBy(() -> migrate(url, MIGRATIONS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("migration V2 of the schema differs");
  }

  @Test
  void a_table_in_the_way_is_named_before_anything_changes_and_no_longer_when_it_has_gone()
      throws Exception {
    String url = schema();
    try (Connection connection = connect(url)) {
      Sql.update(connection, "CREATE TABLE EventCountHourly (a INT)");
      Sql.update(connection, "CREATE TABLE clicks (a INT)");
      Sql.update(connection, "CREATE VIEW EventCountDaily AS SELECT a FROM clicks");
      Sql.update(connection, "CREATE TABLE millrace_recheck (type INT)");
      List<String> before = SchemaDump.dump(url);

      assertThatThrownBy(() -> migrate(url, MIGRATIONS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("EventCountHourly, EventCountDaily, millrace_recheck")
          .hasMessageContaining("RENAME TABLE EventCountDaily TO EventCountDailyBefore");
      assertThat(SchemaDump.dump(url)).isEqualTo(before);

      for (String name : List.of("EventCountHourly", "EventCountDaily", "millrace_recheck")) {
        Sql.update(connection, "RENAME TABLE %s TO %1$sBefore".formatted(name));
      }
      migrate(url, MIGRATIONS);
      assertThat(SchemaDump.dump(url)).anyMatch(line -> line.startsWith("EventCountFilled: "));
    }
  }

  @Test
  void a_missing_right_is_named_before_anything_changes_and_no_longer_when_it_is_granted()
      throws Exception {
    String url = schema();
    String schema = url.substring(url.lastIndexOf('/') + 1).replaceAll("\\?.*", "");
    String user = "u" + schema.substring(0, 20).toLowerCase(Locale.ROOT);
    try (Connection admin = connect(url)) {
      Sql.update(admin, "CREATE USER '%s'@'%%' IDENTIFIED BY 'Secret-123'".formatted(user));
      Sql.update(
          admin,
          "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON %s.* TO '%s'@'%%'"
              .formatted(schema, user));
      List<String> before = SchemaDump.dump(url);

      assertThatThrownBy(() -> migrateAs(url, user))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("CREATE VIEW command denied")
          .hasMessageContaining("GRANT SELECT, INSERT");
      assertThat(SchemaDump.dump(url)).isEqualTo(before);

      Sql.update(
          admin, "GRANT CREATE VIEW, SHOW VIEW ON %s.* TO '%s'@'%%'".formatted(schema, user));
      migrateAs(url, user);
      Sql.update(admin, "REVOKE ALL PRIVILEGES, GRANT OPTION FROM '%s'@'%%'".formatted(user));
      Sql.update(admin, "GRANT SELECT ON %s.* TO '%s'@'%%'".formatted(schema, user));
      migrateAs(url, user); // nothing to change
    }
    assertThat(SchemaDump.dump(url)).hasSizeGreaterThan(100);
  }

  @Test
  void every_statement_of_a_migration_is_one_that_can_be_run_again() {
    for (Migration migration : MIGRATIONS) {
      assertThat(migration.statements())
          .as(migration.script())
          .isNotEmpty()
          .allMatch(
              sql ->
                  sql.matches(
                      "(?s)(CREATE TABLE|CREATE OR REPLACE VIEW|ALTER TABLE|DROP TABLE|INSERT"
                          + "|UPDATE|DELETE) .*"));
    }
  }

  @Test
  void no_schema_is_named_as_the_cause() {
    String url = server.jdbcUrl().replaceFirst("/millrace(?=\\?|$)", "/");
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      assertThatThrownBy(database::migrate).hasMessageContaining("names no schema");
    }
  }

  private static void migrateAs(String url, String user) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, user, "Secret-123")) {
      new Migrator(connection, MIGRATIONS).run();
    }
  }

  private static void migrate(String url, List<Migration> migrations) throws SQLException {
    try (Connection connection = connect(url)) {
      new Migrator(connection, migrations).run();
    }
  }

  /** As the release of the third migration leaves it, with rows. */
  private static String filled() throws SQLException {
    String url = schema();
    flyway(url, 3);
    try (Connection connection = connect(url)) {
      fill(connection);
    }
    return url;
  }

  private static void fill(Connection connection) throws SQLException {
    for (String statement : DATA) {
      Sql.update(connection, statement);
    }
  }

  private static void flyway(String url, int version) {
    if (version > 0) {
      Flyway.configure()
          .dataSource(url, server.user(), server.password())
          .locations("classpath:dev/millrace/database/migration")
          .table("millrace_migration")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .target(String.valueOf(version))
          .load()
          .migrate();
    }
  }

  private static String schema() {
    return server.createSchema();
  }

  private static void drop(String url) throws SQLException {
    try (Connection connection = connect(url)) {
      Sql.update(connection, "DROP DATABASE " + connection.getCatalog());
    }
  }

  static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, server.user(), server.password());
  }
}
