package dev.millrace.database;

import dev.millrace.database.MigrationStatement.AlterTable;
import dev.millrace.database.MigrationStatement.Clause;
import dev.millrace.database.MigrationStatement.CreateTable;
import dev.millrace.database.MigrationStatement.CreateView;
import dev.millrace.database.SchemaObjects.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs statements of migrations on scratch tables that are dropped again, to check the rights of
 * the login and whether existing objects are what a statement would create.
 */
final class Rehearsal {

  private static final String TABLE = "millrace_migration_scratch";
  private static final String VIEW = "millrace_migration_scratch_view";

  private static final List<String> ALL_RIGHTS =
      List.of(
          "CREATE TABLE " + TABLE + " (n INT NOT NULL PRIMARY KEY) ENGINE = InnoDB",
          "ALTER TABLE " + TABLE + " ADD COLUMN m INT NULL, ADD KEY m (m)",
          "INSERT INTO " + TABLE + " VALUES (1, 1)",
          "UPDATE " + TABLE + " SET m = 2",
          "DELETE FROM " + TABLE,
          "CREATE OR REPLACE VIEW " + VIEW + " AS SELECT n FROM " + TABLE,
          "DROP VIEW " + VIEW);

  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  private final Connection connection;
  private final SchemaObjects objects;

  Rehearsal(Connection connection) {
    this.connection = connection;
    this.objects = new SchemaObjects(connection);
  }

  /**
   * Checks that the login has every right that a migration may need.
   *
   * @throws IllegalStateException when it has not
   */
  void rights() throws SQLException {
    try {
      clear();
      for (String statement : ALL_RIGHTS) {
        Sql.update(connection, statement);
      }
      clear();
    } catch (SQLException e) {
      if (!DENIED.contains(e.getErrorCode())) {
        throw e;
      }
      IllegalStateException missing =
          new IllegalStateException(
              "this login may not do all that a migration needs: %s; nothing has changed. Run GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP, CREATE VIEW, SHOW VIEW ON %s.* for it and try again"
                  .formatted(e.getMessage(), Sql.quote(connection.getCatalog())),
              e);
      try {
        clear();
      } catch (SQLException left) {
        missing.addSuppressed(left);
      }
      throw missing;
    }
  }

  /** Whether the table equals the one that the statement would create. */
  boolean isThere(CreateTable statement) throws SQLException {
    if (objects.kind(statement.name()) != Kind.TABLE) {
      return false;
    }
    clear();
    try {
      Sql.update(connection, statement.as(TABLE));
      return objects.shape(statement.name()).containsAll(objects.shape(TABLE));
    } finally {
      clear();
    }
  }

  /** Whether the view is the one that the statement would make. */
  boolean isThere(CreateView statement) throws SQLException {
    if (objects.kind(statement.name()) != Kind.VIEW) {
      return false;
    }
    clear();
    try {
      Sql.update(connection, statement.as(VIEW));
      return objects.definition(statement.name()).equals(objects.definition(VIEW));
    } catch (SQLException _) {
      return false; // it reads a table that does not exist yet, so the view is not Millrace's
    } finally {
      clear();
    }
  }

  /** Whether the table has all columns and keys that the statement adds, and none that it drops. */
  boolean isDone(AlterTable statement) throws SQLException {
    Set<String> now = objects.shape(statement.name());
    List<Clause> added = statement.added();
    if (statement.dropped().stream().anyMatch(clause -> has(now, clause))
        || !added.stream().allMatch(clause -> has(now, clause))) {
      return false;
    }
    if (added.isEmpty()) {
      return true;
    }
    clear();
    try {
      Sql.update(connection, "CREATE TABLE %s LIKE %s".formatted(TABLE, statement.name()));
      alter(added.stream().map(clause -> "DROP %s %s".formatted(clause.what(), clause.name())));
      alter(added.stream().map(Clause::sql));
      return lines(now, added).equals(lines(objects.shape(TABLE), added));
    } finally {
      clear();
    }
  }

  private void alter(Stream<String> clauses) throws SQLException {
    Sql.update(
        connection,
        "ALTER TABLE %s %s".formatted(TABLE, clauses.collect(Collectors.joining(", "))));
  }

  private static boolean has(Set<String> shape, Clause clause) {
    return shape.stream().anyMatch(line -> isAbout(line, clause));
  }

  private static Set<String> lines(Set<String> shape, List<Clause> clauses) {
    return shape.stream()
        .filter(line -> clauses.stream().anyMatch(clause -> isAbout(line, clause)))
        .collect(Collectors.toSet());
  }

  private static boolean isAbout(String line, Clause clause) {
    return line.startsWith(clause.name() + " :")
        && line.startsWith(clause.name() + " : key") == clause.what().equals("KEY");
  }

  private void clear() throws SQLException {
    if (objects.kind(VIEW) != Kind.NONE) {
      Sql.update(connection, "DROP VIEW " + VIEW);
    }
    if (objects.kind(TABLE) != Kind.NONE) {
      Sql.update(connection, "DROP TABLE " + TABLE);
    }
  }
}
