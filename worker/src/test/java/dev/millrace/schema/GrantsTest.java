package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.schema.DatabaseUser.Rights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the users that the schema step makes may not do; the owner of the tables may. */
final class GrantsTest {

  private static final String NAME = UUID.randomUUID().toString().substring(0, 8);
  private static final LocalDatabase SERVER = LocalDatabase.shared();
  private static final String URL = SERVER.createSchema();
  private static final DatabaseSettings OWNER =
      new DatabaseSettings(URL, SERVER.user(), SERVER.password(), 1);
  private static final DatabaseSettings WORKER = new DatabaseSettings(URL, "w" + NAME, "w", 1);
  private static final DatabaseSettings READER = new DatabaseSettings(URL, "r" + NAME, "r", 1);

  @TempDir private static Path types;

  @BeforeAll
  static void create() throws IOException {
    Files.writeString(
        types.resolve("Thing.yaml"), "type: Thing\ncolumns: { name: { from: /data/name } }\n");
    new SchemaUpdate(
            OWNER,
            types,
            List.of(
                new DatabaseUser(WORKER, Rights.READ_AND_WRITE),
                new DatabaseUser(READER, Rights.READ)))
        .run();
  }

  @AfterAll
  static void drop() {
    run(OWNER, "DROP USER IF EXISTS '%s'@'%%', '%s'@'%%'".formatted(WORKER.user(), READER.user()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE Mine (id INT)",
        "ALTER TABLE Thing ADD COLUMN x INT",
        "DROP TABLE Thing",
        "TRUNCATE TABLE Thing",
        "CREATE INDEX i ON Thing (timestamp)",
        "CREATE TRIGGER t BEFORE INSERT ON Thing FOR EACH ROW SET NEW.name = 'x'",
        "CREATE VIEW Mine AS SELECT 1",
        "DROP VIEW AllEvents",
        "CREATE PROCEDURE p() SELECT 1",
        "CREATE USER 'another'@'%' IDENTIFIED BY 'x'",
        "GRANT SELECT ON *.* TO 'another'@'%'",
        "SELECT COUNT(*) FROM mysql.user",
        "CREATE DATABASE another",
        "SELECT 1 INTO OUTFILE '/tmp/millrace-grants'",
        "SET GLOBAL max_connections = 1",
        "KILL 1",
      })
  void neither_worker_nor_reader_may(String statement) {
    for (DatabaseSettings login : List.of(WORKER, READER)) {
      assertThatThrownBy(() -> run(login, statement))
          .as(login.user())
          .isInstanceOf(DatabaseException.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO EventCount VALUES ('2037-01-01', 'Thing', 5, NOW(3))",
        "UPDATE millrace_type SET type = type",
        "DELETE FROM Thing",
      })
  void a_worker_writes_rows_and_a_reader_does_not(String statement) {
    assertThatThrownBy(() -> run(READER, statement))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("denied");
    assertThat(run(WORKER, statement)).isNotNegative();
  }

  private static int run(DatabaseSettings login, String statement) {
    try (Database database = Database.open(login)) {
      return database.transact(
          connection ->
              statement.startsWith("SELECT COUNT")
                  ? (int) Sql.number(connection, statement)
                  : Sql.update(connection, statement));
    }
  }
}
