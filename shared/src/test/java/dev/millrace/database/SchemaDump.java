package dev.millrace.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A dump of a migrated schema, for comparisons. */
final class SchemaDump {

  private SchemaDump() {}

  static List<String> dump(String url) throws SQLException {
    try (Connection connection = MigrationCutTest.connect(url)) {
      return dump(connection);
    }
  }

  /** Tables, columns, keys and views, and which migrations are applied. */
  static List<String> dump(Connection connection) throws SQLException {
    SchemaObjects objects = new SchemaObjects(connection);
    List<String> dump = new ArrayList<>();
    for (String table :
        Sql.list(
            connection,
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = DATABASE() ORDER BY 1""",
            row -> row.getString(1))) {
      if (!table.equals("millrace_migration")) {
        objects.shape(table).forEach(line -> dump.add(table + ": " + line));
      }
      dump.add(table + ": " + objects.definition(table).replace(connection.getCatalog(), ""));
      if (table.equals("millrace_migration")) {
        dump.addAll(
            Sql.list(
                connection,
                """
                SELECT CONCAT_WS(' ', version, description, script, checksum, success)
                FROM millrace_migration WHERE type = 'SQL' ORDER BY installed_rank""",
                row -> row.getString(1)));
      }
    }
    return dump;
  }

  static List<String> rows(String url) throws SQLException {
    try (Connection connection = MigrationCutTest.connect(url)) {
      List<String> rows = new ArrayList<>(coverage(url));
      rows.addAll(
          Sql.list(
              connection,
              "SELECT CONCAT_WS(' ', id, ended_at IS NULL) FROM millrace_run ORDER BY id",
              row -> row.getString(1)));
      return rows;
    }
  }

  static List<String> coverage(String url) throws SQLException {
    try (Connection connection = MigrationCutTest.connect(url)) {
      return Sql.list(
          connection,
          """
          SELECT CONCAT_WS(' ', type, window_from, window_to, definition_version)
            FROM millrace_coverage
          UNION ALL SELECT CONCAT('bucket ', dt_bucket) FROM millrace_calendar
          ORDER BY 1""",
          row -> row.getString(1));
    }
  }
}
