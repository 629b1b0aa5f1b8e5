package dev.millrace.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which migrations a schema has, in the table {@code millrace_migration}, which has Flyway's shape
 * since earlier releases filled it with Flyway. While a migration runs, {@code
 * millrace_migration_step} says which of its statements are done.
 */
final class MigrationHistory {

  private static final String TABLE = "millrace_migration";
  private static final String STEPS = "millrace_migration_step";

  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS millrace_migration (
        installed_rank INT NOT NULL,
        version VARCHAR(50),
        description VARCHAR(200) NOT NULL,
        type VARCHAR(20) NOT NULL,
        script VARCHAR(1000) NOT NULL,
        checksum INT,
        installed_by VARCHAR(100) NOT NULL,
        installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
        execution_time INT NOT NULL,
        success BOOLEAN NOT NULL,
        PRIMARY KEY (installed_rank),
        KEY millrace_migration_s_idx (success)
      ) ENGINE = InnoDB""";

  private static final String CREATE_STEPS =
      """
      CREATE TABLE IF NOT EXISTS millrace_migration_step (
        version INT NOT NULL,
        statement INT NOT NULL,
        PRIMARY KEY (version, statement)
      ) ENGINE = InnoDB""";

  /** Flyway's note that a migration failed; the finished statements are detected. */
  private static final String FORGET_FAILED =
      "DELETE FROM millrace_migration WHERE success = FALSE";

  private static final String APPLIED =
      """
      SELECT version, checksum FROM millrace_migration
      WHERE success = TRUE AND type = 'SQL' AND version IS NOT NULL""";

  private static final String DONE =
      "SELECT statement FROM millrace_migration_step WHERE version = ?";

  private static final String STEP =
      "INSERT INTO millrace_migration_step (version, statement) VALUES (?, ?)";

  private static final String ADD =
      """
      INSERT INTO millrace_migration
        (installed_rank, version, description, type, script, checksum, installed_by,
         execution_time, success)
      SELECT COALESCE(MAX(installed_rank), 0) + 1, ?, ?, 'SQL', ?, ?,
        LEFT(SUBSTRING_INDEX(USER(), '@', 1), 100), ?, TRUE
      FROM millrace_migration""";

  private static final String FORGET_STEPS =
      "DELETE FROM millrace_migration_step WHERE version = ?";

  private final Connection connection;

  MigrationHistory(Connection connection) {
    this.connection = connection;
  }

  /** The tables of the history itself; a migration that failed counts as not applied. */
  void prepare() throws SQLException {
    Sql.update(connection, CREATE);
    Sql.update(connection, CREATE_STEPS);
    Sql.update(connection, FORGET_FAILED);
  }

  /**
   * Which of these are not applied. A newer release may have applied more.
   *
   * @throws IllegalStateException when one differs from the applied one
   */
  List<Migration> pending(List<Migration> migrations) throws SQLException {
    Map<String, Integer> applied = applied();
    for (Migration migration : migrations) {
      Integer checksum = applied.get(String.valueOf(migration.version()));
      if (checksum != null && checksum != migration.checksum()) {
        throw new IllegalStateException(
            ("migration %s of the schema differs from %s of this build (checksum %d, not %d);"
                    + " deploy the release that applied it, or a newer one")
                .formatted(migration, migration.script(), checksum, migration.checksum()));
      }
    }
    return migrations.stream()
        .filter(migration -> !applied.containsKey(String.valueOf(migration.version())))
        .toList();
  }

  private Map<String, Integer> applied() throws SQLException {
    Map<String, Integer> applied = new HashMap<>();
    if (isThere(TABLE)) {
      Sql.list(connection, APPLIED, row -> applied.put(row.getString(1), row.getInt(2)));
    }
    return applied;
  }

  /** The numbers of the statements of a migration that are done. */
  Set<Integer> done(Migration migration) throws SQLException {
    return isThere(STEPS)
        ? new HashSet<>(Sql.list(connection, DONE, row -> row.getInt(1), migration.version()))
        : Set.of();
  }

  /** A statement is done; must be committed together with its changes. */
  void step(Migration migration, int statement) throws SQLException {
    Sql.update(connection, STEP, migration.version(), statement);
  }

  /** All statements of a migration are done. */
  void add(Migration migration, long millis) throws SQLException {
    Sql.update(
        connection,
        ADD,
        String.valueOf(migration.version()),
        migration.description(),
        migration.script(),
        migration.checksum(),
        (int) Math.min(millis, Integer.MAX_VALUE));
    Sql.update(connection, FORGET_STEPS, migration.version());
  }

  /** Nothing is pending. */
  void close() throws SQLException {
    if (isThere(STEPS)) {
      Sql.update(connection, "DROP TABLE " + STEPS);
    }
  }

  private boolean isThere(String table) throws SQLException {
    return new SchemaObjects(connection).kind(table) != SchemaObjects.Kind.NONE;
  }
}
