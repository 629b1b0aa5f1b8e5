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
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the tables fit the catalogue: creates missing ones, adds new columns, renews the view
 * {@code AllEvents} and then stores the definitions. Needs DDL rights. Changes no column that is
 * there, and nothing at the tables of count-only types.
 */
public final class Schema {

  private static final String LOCK = "SELECT GET_LOCK('millrace_types', 60)";
  private static final String UNLOCK = "SELECT RELEASE_LOCK('millrace_types')";

  private static final String COLUMNS =
      """
      SELECT LOWER(column_name) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ?""";

  /** Columns that every type's table has. */
  private static final List<String> OWN_COLUMNS =
      List.of("id", "timestamp", "occurred_at", "content_hash", "written_by", "written_at");

  private final Database database;

  public Schema(Database database) {
    this.database = database;
  }

  /**
   * Applies the catalogue; types that are stored and not in it stay as they are. Two of these at
   * once wait for each other.
   *
   * @return the statements that were run, in order
   * @throws dev.millrace.catalogue.InvalidDefinitionException when a type clashes with a stored one
   * @throws IllegalStateException when a table is there that we did not make, or one that is to be
   *     counted cannot be; nothing has changed in either case
   */
  public List<String> apply(Catalogue catalogue) {
    return database.transact(
        connection -> {
          if (Sql.number(connection, LOCK) != 1) {
            throw new IllegalStateException(
                "somebody else has been applying types for a minute; try again when that has ended");
          }
          try {
            return apply(connection, catalogue.types());
          } finally {
            Sql.number(connection, UNLOCK);
          }
        });
  }

  private static List<String> apply(Connection connection, Collection<DocumentType> types)
      throws SQLException {
    Catalogue all = withStored(connection, types);
    List<String> statements = new ArrayList<>();
    for (DocumentType type : types) {
      statements.addAll(fit(connection, type));
    }
    if (!all.types().isEmpty()) {
      statements.add(allEvents(connection, all.types()));
    }
    for (String statement : statements) {
      Sql.update(connection, statement);
    }
    for (DocumentType type : types) {
      StoredTypes.save(connection, type);
    }
    return statements;
  }

  private static Catalogue withStored(Connection connection, Collection<DocumentType> types)
      throws SQLException {
    List<String> names = types.stream().map(DocumentType::name).toList();
    List<DocumentType> all = new ArrayList<>(StoredTypes.without(connection, names));
    all.addAll(types);
    return Catalogue.of(all);
  }

  private static List<String> fit(Connection connection, DocumentType type) throws SQLException {
    if (type.countOnly()) {
      ForeignTable.check(connection, type);
      return List.of();
    }
    Set<String> columns =
        Set.copyOf(Sql.list(connection, COLUMNS, row -> row.getString(1), type.table()));
    if (columns.isEmpty()) {
      return List.of(create(type));
    }
    if (!columns.containsAll(OWN_COLUMNS)) {
      throw new IllegalStateException(
          "the table %s is there and not one of ours, it has no column %s; give %s another table"
              .formatted(type.table(), missing(columns), type.name()));
    }
    return type.columns().stream()
        .filter(column -> !columns.contains(column.name().toLowerCase(Locale.ROOT)))
        .map(column -> add(type, column))
        .toList();
  }

  private static String missing(Set<String> columns) {
    return OWN_COLUMNS.stream()
        .filter(column -> !columns.contains(column))
        .collect(Collectors.joining(", "));
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

  private static String allEvents(Connection connection, Collection<DocumentType> types)
      throws SQLException {
    List<String> events = new ArrayList<>();
    for (DocumentType type : types) {
      events.add(
          type.countOnly()
              ? ForeignTable.events(connection, type)
              : "SELECT '%s' AS type, id, occurred_at AS occurrence_timestamp FROM %s"
                  .formatted(type.name(), Sql.quote(type.table())));
    }
    return "CREATE OR REPLACE VIEW AllEvents AS\n" + String.join("\nUNION ALL\n", events);
  }
}
