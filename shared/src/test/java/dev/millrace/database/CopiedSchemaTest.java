package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Most tests use copies of one migrated schema. */
final class CopiedSchemaTest {

  private final LocalDatabase server = LocalDatabase.shared();

  @Test
  void a_copy_is_what_the_migrations_make() throws SQLException {
    String migrated = server.createSchema();
    migrate(migrated);

    String copy = new SchemaTemplate(server, this::migrate).copy();

    assertThat(dump(copy)).isEqualTo(dump(migrated));
  }

  @Test
  void nothing_is_pending_in_a_copy() {
    String copy = new SchemaTemplate(server, this::migrate).copy();

    try (Database database = open(copy)) {
      assertThat(database.migrationPlan().pending()).isEmpty();
    }
  }

  private List<String> dump(String url) throws SQLException {
    try (Connection connection =
        DriverManager.getConnection(url, server.user(), server.password())) {
      return SchemaDump.dump(connection);
    }
  }

  private void migrate(String url) {
    try (Database database = open(url)) {
      database.migrate();
    }
  }

  private Database open(String url) {
    return Database.open(new DatabaseSettings(url, server.user(), server.password(), 1));
  }
}
