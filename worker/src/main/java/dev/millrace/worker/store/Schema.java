package dev.millrace.worker.store;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the tables fit the catalogue: creates missing ones, adds new columns, then stores the
 * definitions and renews the view {@code AllEvents}. Needs DDL rights. Changes no column that is
 * there.
 */
public final class Schema {

  private static final String LOCK = "SELECT GET_LOCK('millrace_types', 60)";
  private static final String UNLOCK = "SELECT RELEASE_LOCK('millrace_types')";

  private static final String COLUMNS =
      """
      SELECT LOWER(column_name) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ?""";

  private final Database database;

  public Schema(Database database) {
    this.database = database;
  }

  /**
   * Applies the catalogue. Two of these at once wait for each other.
   *
   * @return the statements that were run, in order
   */
  public List<String> apply(Catalogue catalogue) {
    List<String> statements =
        database.transact(
            connection -> {
              Sql.number(connection, LOCK);
              try {
                return applyTables(connection, catalogue);
              } finally {
                Sql.number(connection, UNLOCK);
              }
            });
    StoredTypes stored = new StoredTypes(database);
    catalogue.types().forEach(stored::save);
    return statements;
  }

  private static List<String> applyTables(Connection connection, Catalogue catalogue)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    for (DocumentType type : catalogue.types()) {
      Set<String> columns =
          Set.copyOf(Sql.list(connection, COLUMNS, row -> row.getString(1), type.table()));
      if (columns.isEmpty()) {
        statements.add(create(type));
      } else {
        type.columns().stream()
            .filter(column -> !columns.contains(column.name().toLowerCase(Locale.ROOT)))
            .map(column -> add(type, column))
            .forEach(statements::add);
      }
    }
    if (!catalogue.types().isEmpty()) {
      statements.add(allEvents(catalogue));
    }
    for (String statement : statements) {
      Sql.update(connection, statement);
    }
    return statements;
  }

  private static String create(DocumentType type) {
    String mapped =
        type.columns().stream()
            .map(column -> "  %s,\n".formatted(definition(column)))
            .collect(Collectors.joining());
    return """
        CREATE TABLE %s (
          id VARBINARY(64) NOT NULL,
          timestamp BIGINT NOT NULL,
        %s\
          occurred_at DATETIME(3) NOT NULL,
          content_hash BINARY(16) NOT NULL,
          written_by BIGINT NOT NULL,
          written_at DATETIME(3) NOT NULL,
          PRIMARY KEY (id),
          KEY occurred_at (occurred_at)
        ) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4"""
        .formatted(Sql.quote(type.table()), mapped);
  }

  private static String add(DocumentType type, Column column) {
    return "ALTER TABLE %s ADD COLUMN %s".formatted(Sql.quote(type.table()), definition(column));
  }

  private static String definition(Column column) {
    return "%s %s NULL".formatted(Sql.quote(column.name()), column.type().sqlType());
  }

  private static String allEvents(Catalogue catalogue) {
    return catalogue.types().stream()
        .map(
            type ->
                "SELECT '%s' AS type, id, occurred_at AS occurrence_timestamp FROM %s"
                    .formatted(type.name(), Sql.quote(type.table())))
        .collect(Collectors.joining("\nUNION ALL\n", "CREATE OR REPLACE VIEW AllEvents AS\n", ""));
  }
}
