package dev.millrace.database;

import dev.millrace.database.MigrationStatement.AlterTable;
import dev.millrace.database.MigrationStatement.CreateTable;
import dev.millrace.database.MigrationStatement.CreateView;
import dev.millrace.database.MigrationStatement.DropTable;
import dev.millrace.database.MigrationStatement.Insert;
import dev.millrace.database.MigrationStatement.Other;
import dev.millrace.database.SchemaObjects.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates the control tables to this build. MySQL commits each {@code CREATE} and {@code ALTER} at
 * once, so a migration may be interrupted between any two statements. Each statement is therefore
 * recorded when it is done, in one transaction with the rows that it changes, and the next run
 * continues after it. A statement that was done but not recorded is recognised by its result. Taken
 * names and missing rights are found before anything is changed.
 */
final class Migrator {

  private static final Logger log = LoggerFactory.getLogger(Migrator.class);

  /**
   * Earlier releases recorded no statements of these: their inserts may be done, each as a whole.
   */
  private static final int LAST_WITHOUT_STEPS = 8;

  /** Ends with its connection. */
  private static final String LOCK =
      "SELECT GET_LOCK(LEFT(CONCAT('millrace_', DATABASE()), 64), 600)";

  private static final String UNLOCK =
      "SELECT RELEASE_LOCK(LEFT(CONCAT('millrace_', DATABASE()), 64))";

  /** Migrations write UTC, and unfit values are refused, as everywhere. */
  private static final String SESSION = "SET time_zone = '+00:00', sql_mode = 'TRADITIONAL'";

  private static final Set<Integer> DONE_ALREADY = Set.of(1050, 1051, 1060, 1061, 1091);
  private static final int DUPLICATE = 1062;

  private final Connection connection;
  private final List<Migration> migrations;
  private final MigrationHistory history;
  private final Rehearsal rehearsal;

  /**
   * @param connection not pooled: changing a large table takes longer than any other statement may
   */
  Migrator(Connection connection, List<Migration> migrations) {
    this.connection = connection;
    this.migrations = List.copyOf(migrations);
    this.history = new MigrationHistory(connection);
    this.rehearsal = new Rehearsal(connection);
  }

  /**
   * Applies pending migrations. Concurrent calls run one after the other.
   *
   * @throws IllegalStateException when a name is taken or a right is missing; nothing has changed
   *     in these cases
   * @throws SQLException when a statement fails; the next run continues with it
   */
  void run() throws SQLException {
    if (connection.getCatalog() == null || connection.getCatalog().isEmpty()) {
      throw new IllegalStateException(
          "the URL of the database names no schema; write jdbc:mysql://host:3306/SCHEMA");
    }
    if (Sql.number(connection, LOCK) != 1) {
      throw new IllegalStateException(
          "another process has been migrating for ten minutes; try again when it has finished");
    }
    Sql.update(connection, SESSION);
    List<Migration> pending = history.pending(migrations);
    if (!pending.isEmpty()) {
      rehearsal.rights();
      checkNames(pending);
      history.prepare();
      for (Migration migration : pending) {
        apply(migration);
      }
    }
    history.close();
    Sql.number(connection, UNLOCK);
  }

  /** What {@link #run} would do; reads only, unless a name is taken. */
  MigrationPlan plan() throws SQLException {
    List<Migration> pending;
    try {
      pending = history.pending(migrations);
    } catch (IllegalStateException e) {
      return MigrationPlan.of(List.of(), Optional.of(String.valueOf(e.getMessage())));
    }
    try {
      checkNames(pending);
      return MigrationPlan.of(pending, Optional.empty());
    } catch (IllegalStateException e) {
      return MigrationPlan.of(pending, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private void apply(Migration migration) throws SQLException {
    long begun = System.nanoTime();
    Set<Integer> done = history.done(migration);
    connection.setAutoCommit(false);
    for (int i = 1; i <= migration.statements().size(); i++) {
      if (!done.contains(i)) {
        execute(migration, i);
        history.step(migration, i);
        connection.commit();
      }
    }
    history.add(migration, (System.nanoTime() - begun) / 1_000_000);
    connection.commit();
    connection.setAutoCommit(true);
    log.info("migrated to {}, {}", migration, migration.description());
  }

  private void execute(Migration migration, int number) throws SQLException {
    String sql = migration.statements().get(number - 1);
    try {
      Sql.update(connection, sql);
    } catch (SQLException e) {
      if (!isDone(migration, MigrationStatement.of(sql), e)) {
        throw new SQLException(
            "statement %d of %s failed; the next start retries it: %s (%s)"
                .formatted(
                    number, migration.script(), e.getMessage(), sql.lines().findFirst().orElse("")),
            e.getSQLState(),
            e.getErrorCode(),
            e);
      }
    }
  }

  /** Whether a statement failed because an earlier run did it and was interrupted afterwards. */
  private boolean isDone(Migration migration, MigrationStatement statement, SQLException e)
      throws SQLException {
    return switch (statement) {
      case Insert _ -> e.getErrorCode() == DUPLICATE && migration.version() <= LAST_WITHOUT_STEPS;
      case CreateTable create -> isDoneAlready(e) && rehearsal.isThere(create);
      case AlterTable alter -> isDoneAlready(e) && rehearsal.isDone(alter);
      case DropTable _ -> isDoneAlready(e);
      case CreateView _, Other _ -> false;
    };
  }

  private static boolean isDoneAlready(SQLException e) {
    return DONE_ALREADY.contains(e.getErrorCode());
  }

  /** A name belongs to Millrace when an applied migration or a finished statement created it. */
  private void checkNames(List<Migration> pending) throws SQLException {
    Set<String> known = new HashSet<>();
    List<String> taken = new ArrayList<>();
    for (Migration migration : migrations) {
      Set<Integer> done = history.done(migration);
      for (int i = 1; i <= migration.statements().size(); i++) {
        MigrationStatement statement = MigrationStatement.of(migration.statements().get(i - 1));
        String name = statement.created().orElse(null);
        if (name != null
            && known.add(name.toLowerCase(Locale.ROOT))
            && pending.contains(migration)
            && !done.contains(i)
            && isTaken(statement, name)) {
          taken.add(name);
        }
      }
    }
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          ("%s already taken by tables or views that Millrace did not create; nothing was changed."
                  + " Make room with %s, and see docs/migration.md")
              .formatted(
                  taken.size() == 1
                      ? "the name %s is".formatted(taken.getFirst())
                      : "the names %s are".formatted(String.join(", ", taken)),
                  String.join(
                      ", ",
                      taken.stream()
                          .map(name -> "RENAME TABLE %s TO %1$sBefore".formatted(name))
                          .toList())));
    }
  }

  private boolean isTaken(MigrationStatement statement, String name) throws SQLException {
    return new SchemaObjects(connection).kind(name) != Kind.NONE
        && !switch (statement) {
          case CreateTable create -> rehearsal.isThere(create);
          case CreateView create -> rehearsal.isThere(create);
          case AlterTable _, DropTable _, Insert _, Other _ -> true;
        };
  }
}
