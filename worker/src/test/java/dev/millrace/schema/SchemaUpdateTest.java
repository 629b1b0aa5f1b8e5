package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.schema.DatabaseUser.Proof;
import dev.millrace.schema.DatabaseUser.Rights;
import dev.millrace.time.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaUpdateTest {

  private static final String NAME = UUID.randomUUID().toString().substring(0, 8);

  private final LocalDatabase server = LocalDatabase.shared();
  private final String url = server.createSchema();
  private final DatabaseSettings migrator =
      new DatabaseSettings(url, server.user(), server.password(), 2);
  private final DatabaseSettings worker = new DatabaseSettings(url, "w" + NAME, "first", 2);
  private final DatabaseSettings reader = new DatabaseSettings(url, "r" + NAME, "read", 2);

  @TempDir private Path types;

  @BeforeEach
  void define() throws IOException {
    Files.writeString(
        types.resolve("Thing.yaml"),
        """
        type: Thing
        columns:
          name: { from: /data/name, length: 100 }
        """);
  }

  @AfterEach
  void dropUsers() {
    try (Database database = Database.open(migrator)) {
      for (DatabaseSettings login : List.of(worker, reader)) {
        database.transact(
            connection -> Sql.update(connection, "DROP USER IF EXISTS ?@'%'", login.user()));
      }
    }
  }

  @Test
  void a_worker_writes_rows_and_changes_no_table() {
    update(worker);

    try (Database database = Database.open(worker)) {
      assertThat(plan(database)).isPositive();
      assertThatThrownBy(() -> run(database, "ALTER TABLE Thing ADD COLUMN x INT"))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("denied");
      assertThatThrownBy(() -> run(database, "DROP TABLE Thing"))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("denied");
    }
  }

  @Test
  void a_reader_reads_tables_and_views_and_writes_nothing() {
    update(worker);

    try (Database database = Database.open(reader)) {
      assertThat(number(database, "SELECT COUNT(*) FROM Thing")).isZero();
      assertThat(number(database, "SELECT COUNT(*) FROM AllEvents")).isZero();
      assertThatThrownBy(() -> run(database, "DELETE FROM EventCount"))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("denied");
    }
  }

  @Test
  void a_reader_sees_of_rejected_documents_only_the_view_without_them() {
    update(worker);
    try (Database database = Database.open(migrator)) {
      // As earlier releases left it.
      database.transact(
          connection ->
              Sql.update(
                  connection,
                  "GRANT SELECT, SHOW VIEW ON %s.* TO ?@'%%'"
                      .formatted(Sql.quote(connection.getCatalog())),
                  reader.user()));
    }

    update(worker);

    try (Database database = Database.open(reader)) {
      assertThat(number(database, "SELECT COUNT(*) FROM millrace_rejected_document")).isZero();
      assertThatThrownBy(() -> number(database, "SELECT COUNT(raw) FROM millrace_rejected"))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("denied");
      assertThatThrownBy(
              () -> number(database, "SELECT COUNT(raw) FROM millrace_rejected_document"))
          .isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void a_reader_reads_tables_of_types_that_are_added_later() {
    update(worker);
    try (Database database = Database.open(migrator)) {
      run(database, "CREATE TABLE Later (id INT PRIMARY KEY)");

      new Readers(database).addNewTables();
    }

    try (Database database = Database.open(reader)) {
      assertThat(number(database, "SELECT COUNT(*) FROM Later")).isZero();
    }
  }

  @Test
  void a_new_password_takes_the_place_of_the_old_one() {
    update(worker);
    DatabaseSettings changed = new DatabaseSettings(url, worker.user(), "second", 2);

    update(changed);

    try (Database before = Database.open(worker);
        Database after = Database.open(changed)) {
      assertThat(number(after, "SELECT COUNT(*) FROM Thing")).isZero();
      assertThatThrownBy(() -> number(before, "SELECT 1")).isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void a_second_time_changes_nothing() {
    update(worker);

    update(worker);

    try (Database database = Database.open(worker)) {
      assertThat(plan(database)).isPositive();
    }
  }

  /** Only RDS has the plugin; any other server understands the statement and names it. */
  @Test
  void a_user_without_a_password_is_made_with_the_plugin_of_rds() {
    try (Database database = Database.open(migrator)) {
      assertThatThrownBy(
              () -> new DatabaseUser(worker, Rights.READ_AND_WRITE, Proof.TOKEN).apply(database))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("'AWSAuthenticationPlugin' is not loaded");
      assertThat(number(database, "SELECT COUNT(*) FROM mysql.user WHERE user = 'w" + NAME + "'"))
          .isZero();
    }
    assertThat(new DatabaseUser(worker, Rights.READ, Proof.TOKEN).definitions())
        .containsExactly(
            "CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'"
                + " REQUIRE SSL",
            "ALTER USER ?@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL");
  }

  private void update(DatabaseSettings login) {
    new SchemaUpdate(
            migrator,
            types,
            List.of(
                new DatabaseUser(login, Rights.READ_AND_WRITE),
                new DatabaseUser(reader, Rights.READ)))
        .run();
  }

  private static long plan(Database database) {
    return new Runs(database)
        .plan(
            RunKind.BACKFILL,
            UUID.randomUUID().toString(),
            List.of(new PlannedSlice("Thing", new Window(0, 60))))
        .run();
  }

  private static void run(Database database, String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  private static long number(Database database, String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }
}
