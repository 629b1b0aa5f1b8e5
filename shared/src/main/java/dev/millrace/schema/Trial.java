package dev.millrace.schema;

import dev.millrace.database.SchemaObjects;
import dev.millrace.database.SchemaObjects.Kind;
import dev.millrace.database.Sql;
import dev.millrace.schema.SchemaPlan.Change;
import dev.millrace.schema.SchemaPlan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tries changes of a table on a temporary one without rows, which only this session sees, so that
 * limits of the server show before anything is changed.
 */
final class Trial {

  private static final String SCRATCH = "`millrace_trial`";
  private static final String SCRATCH_VIEW = "`millrace_trial_view`";

  /**
   * Names and keys that are too long (1059, 1069 to 1071), a column that is too long (1074), too
   * many columns (1117, on MariaDB 1005), a row that is too large (1118).
   */
  private static final Set<Integer> LIMITS = Set.of(1005, 1059, 1069, 1070, 1071, 1074, 1117, 1118);

  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1370);

  private static final Set<String> COLUMNS = Set.of("type", "id", "occurrence_timestamp");

  private Trial() {}

  /**
   * The reason why the server refuses it. Also empty where it cannot be tried, such as for a login
   * without the right to create temporary tables.
   */
  static Optional<Refusal> refusal(Connection connection, String table, List<Change> changes)
      throws SQLException {
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    String name = Sql.quote(table);
    List<String> statements = new ArrayList<>();
    if (changes.getFirst().statement().startsWith("ALTER TABLE ")) {
      statements.add("CREATE TEMPORARY TABLE %s LIKE %s".formatted(SCRATCH, name));
    }
    for (Change change : changes) {
      statements.add(
          change
              .statement()
              .replace("CREATE TABLE " + name, "CREATE TEMPORARY TABLE " + SCRATCH)
              .replace("ALTER TABLE " + name, "ALTER TABLE " + SCRATCH));
    }
    try {
      for (String statement : statements) {
        Sql.update(connection, statement);
      }
      return Optional.empty();
    } catch (SQLException e) {
      return LIMITS.contains(e.getErrorCode())
          ? Optional.of(
              new Refusal(
                  ("the database rejects the table %s: %s; remove some columns, or store several of"
                          + " them in one json column")
                      .formatted(table, e.getMessage()),
                  ""))
          : Optional.empty();
    } finally {
      drop(connection);
    }
  }

  private static void drop(Connection connection) {
    try {
      Sql.update(connection, "DROP TEMPORARY TABLE IF EXISTS " + SCRATCH);
    } catch (SQLException _) {
      // ends with the session
    }
  }

  /**
   * Whether the name of the view of all events is taken.
   *
   * @param stored whether types were applied before, and the view with them
   */
  static Optional<Refusal> allEvents(Connection connection, boolean stored) throws SQLException {
    SchemaObjects objects = new SchemaObjects(connection);
    Kind kind = objects.kind("AllEvents");
    if (kind == Kind.NONE || (kind == Kind.VIEW && (stored || isOurs(connection, objects)))) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            ("a %s AllEvents already exists, but the view of all events needs that name; make room"
                    + " with RENAME TABLE AllEvents TO AllEventsBefore")
                .formatted(kind == Kind.VIEW ? "view" : "table"),
            ""));
  }

  /** A view has no columns while a table that it reads does not exist. */
  private static boolean isOurs(Connection connection, SchemaObjects objects) throws SQLException {
    String definition = objects.definition("AllEvents");
    return ExistingTable.read(connection, "AllEvents").columns().keySet().equals(COLUMNS)
        || (definition.contains("AS `type`") && definition.contains("AS `occurrence_timestamp`"));
  }

  /**
   * Creates a view and drops it.
   *
   * @throws IllegalStateException when the login may not
   */
  static void view(Connection connection) throws SQLException {
    try {
      Sql.update(connection, "CREATE OR REPLACE VIEW %s AS SELECT 1 AS n".formatted(SCRATCH_VIEW));
      Sql.update(connection, "DROP VIEW " + SCRATCH_VIEW);
    } catch (SQLException e) {
      if (!DENIED.contains(e.getErrorCode())) {
        throw e;
      }
      throw new IllegalStateException(
          "this login may not make the view AllEvents: %s; nothing has changed. Run GRANT CREATE VIEW, SHOW VIEW, DROP ON %s.* for it and try again"
              .formatted(e.getMessage(), Sql.quote(connection.getCatalog())),
          e);
    }
  }
}
