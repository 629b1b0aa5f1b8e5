package dev.millrace.schema;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.MigrationPlan;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.OlderAttempts;
import dev.millrace.schema.SchemaPlan.Change;
import dev.millrace.schema.SchemaPlan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tables fit the catalogue: creates missing ones, adds new columns, widens those that are
 * too narrow, renews the view {@code AllEvents} and then stores the definitions. Needs DDL rights.
 * Never makes a change that could lose data, and does not change tables of count-only types.
 *
 * <p>Attempts that run under another definition are ended when the new one is stored, and their
 * slices imported again: after this returns, nothing is written under an old definition.
 */
public final class Schema {

  private static final String LOCK =
      "SELECT GET_LOCK(LEFT(CONCAT('millrace_types_', DATABASE()), 64), 60)";
  private static final String UNLOCK =
      "SELECT RELEASE_LOCK(LEFT(CONCAT('millrace_types_', DATABASE()), 64))";

  /** Exists since the layouts of tables are stored. */
  private static final String CONTROL_TABLES =
      """
      SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = 'millrace_type'
        AND column_name = 'keyed_by_type'""";

  /** Other statements must not wait for long behind one that waits for a transaction. */
  private static final String WAIT_BRIEFLY = "SET SESSION lock_wait_timeout = 20";

  private static final String WAIT_AS_BEFORE = "SET SESSION lock_wait_timeout = DEFAULT";

  private final Database database;

  public Schema(Database database) {
    this.database = database;
  }

  /**
   * The changes that {@link #apply} would make to the tables. Only reads; without control tables,
   * no type counts as stored.
   *
   * @throws dev.millrace.catalogue.InvalidDefinitionException when a type clashes with a stored one
   */
  public SchemaPlan plan(Catalogue catalogue) {
    MigrationPlan migrations = database.migrationPlan();
    return database.transact(
        connection -> {
          if (!isMigrated(connection)) {
            return plan(connection, catalogue, Map.of(), catalogue, migrations);
          }
          Map<String, CountedType> before = before(connection);
          return plan(connection, catalogue, before, all(connection, catalogue), migrations);
        });
  }

  /** Whether the control tables exist and are not those of an older version. */
  public boolean isMigrated() {
    return database.transact(Schema::isMigrated);
  }

  private static boolean isMigrated(Connection connection) throws SQLException {
    return Sql.number(connection, CONTROL_TABLES) > 0;
  }

  /**
   * Applies the catalogue; stored types that are not in it stay as they are. Concurrent calls wait
   * for each other.
   *
   * @return the statements that were run, in order
   * @throws dev.millrace.catalogue.InvalidDefinitionException when a type clashes with a stored one
   * @throws IllegalStateException when Millrace did not create an existing table, a count-only
   *     table cannot be counted, or data could be lost; nothing has changed in any of these cases
   */
  public List<String> apply(Catalogue catalogue) {
    return database.transact(
        connection -> {
          if (Sql.number(connection, LOCK) != 1) {
            throw new IllegalStateException(
                "another `types apply` has held the lock for 60 s; try again when it has finished");
          }
          int timeout = connection.getNetworkTimeout();
          try {
            // Changing a large table takes longer than any other statement may.
            connection.setNetworkTimeout(Runnable::run, 0);
            Sql.update(connection, WAIT_BRIEFLY);
            return applyAlone(connection, catalogue);
          } finally {
            Sql.update(connection, WAIT_AS_BEFORE);
            Sql.number(connection, UNLOCK);
            connection.setNetworkTimeout(Runnable::run, timeout);
          }
        });
  }

  private static List<String> applyAlone(Connection connection, Catalogue catalogue)
      throws SQLException {
    Map<String, CountedType> before = before(connection);
    Catalogue all = all(connection, catalogue);
    SchemaPlan plan = plan(connection, catalogue, before, all, MigrationPlan.DONE);
    if (!plan.refusals().isEmpty()) {
      throw new IllegalStateException(
          plan.refusals().stream().map(Refusal::toString).collect(Collectors.joining("\n")));
    }
    List<String> statements = new ArrayList<>();
    plan.changes().forEach(change -> statements.add(change.statement()));
    if (!all.types().isEmpty()) {
      Trial.view(connection);
    }
    run(connection, statements);
    if (!all.types().isEmpty()) {
      // Also an unchanged view: the key of a count-only table may have changed.
      Sql.update(connection, EventView.statement(connection, all, MigrationPlan.DONE));
    }
    connection.commit();
    Set<String> given = names(catalogue);
    for (CountedType type : all.types()) {
      boolean changed = isChanged(type, before.get(type.name()));
      if (given.contains(type.name()) || changed) {
        StoredTypes.save(connection, type);
      }
      if (changed) {
        OlderAttempts.end(connection, type.name());
      }
      RemovedValues.disable(connection, type, catalogue);
    }
    return statements;
  }

  private static boolean isChanged(CountedType type, @Nullable CountedType stored) {
    return stored == null
        || !stored.version().equals(type.version())
        || (stored instanceof DocumentType old
            && type instanceof DocumentType imported
            && !old.layout().equals(imported.layout()));
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    for (int done = 0; done < statements.size(); done++) {
      try {
        Sql.update(connection, statements.get(done));
      } catch (SQLException e) {
        if (done == 0) {
          throw e;
        }
        throw new SQLException(
            ("%s; failed statement: %s; done before it: %s; the next `types apply` continues from"
                    + " there")
                .formatted(
                    e.getMessage(),
                    firstLine(statements.get(done)),
                    statements.subList(0, done).stream()
                        .map(Schema::firstLine)
                        .collect(Collectors.joining("; "))),
            e.getSQLState(),
            e.getErrorCode(),
            e);
      }
    }
  }

  private static String firstLine(String statement) {
    return statement.lines().findFirst().orElse("");
  }

  private static Set<String> names(Catalogue catalogue) {
    return catalogue.types().stream().map(CountedType::name).collect(Collectors.toSet());
  }

  /** The stored types without unreadable ones. */
  private static Map<String, CountedType> before(Connection connection) throws SQLException {
    return StoredTypes.readable(connection).stream()
        .collect(Collectors.toMap(CountedType::name, type -> type));
  }

  /** The given types and the other stored ones, each with the layout of its table. */
  private static Catalogue all(Connection connection, Catalogue catalogue) throws SQLException {
    List<CountedType> all = new ArrayList<>(StoredTypes.without(connection, names(catalogue)));
    all.addAll(catalogue.types());
    List<CountedType> placed = new ArrayList<>();
    for (CountedType type : Catalogue.of(all).types()) {
      placed.add(
          type instanceof DocumentType imported
              ? imported.in(ExistingTable.read(connection, type.table()).layout())
              : type);
    }
    return Catalogue.of(placed);
  }

  private static SchemaPlan plan(
      Connection connection,
      Catalogue catalogue,
      Map<String, CountedType> before,
      Catalogue all,
      MigrationPlan migrations)
      throws SQLException {
    List<Change> changes = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    Set<String> given = names(catalogue);
    for (CountedType type : all.types()) {
      if (given.contains(type.name())) {
        refusal(connection, type, before.get(type.name()), migrations).ifPresent(refusals::add);
      }
    }
    for (List<DocumentType> types : tables(all.imported())) {
      if (types.stream().anyMatch(type -> given.contains(type.name()))) {
        String table = types.getFirst().table();
        ExistingTable existing = ExistingTable.read(connection, table);
        SchemaPlan plan = new TypeTable(types).fit(existing, owner(types, before));
        changes.addAll(plan.changes());
        refusals.addAll(plan.refusals());
        Trial.refusal(connection, table, plan.changes()).ifPresent(refusals::add);
        if (isWithoutOwner(types, before, existing) && ExistingTable.hasRows(connection, table)) {
          refusals.add(
              new Refusal(
                  "cannot determine which document type the existing rows of %s belong to"
                      .formatted(table),
                  TypeTable.share(table, types.getFirst().name())));
        }
      }
    }
    if (!all.types().isEmpty()) {
      Trial.allEvents(connection, !before.isEmpty()).ifPresent(refusals::add);
      EventView.change(connection, before.values(), all, migrations).ifPresent(changes::add);
    }
    return new SchemaPlan(changes, refusals);
  }

  private static Collection<List<DocumentType>> tables(List<DocumentType> types) {
    return types.stream()
        .collect(
            Collectors.groupingBy(DocumentType::table, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  /** The type of the existing rows of a table that becomes shared. */
  private static String owner(List<DocumentType> types, Map<String, CountedType> before) {
    return types.stream()
        .filter(type -> owned(type, before))
        .findFirst()
        .orElse(types.getFirst())
        .name();
  }

  private static boolean owned(DocumentType type, Map<String, CountedType> before) {
    CountedType stored = before.get(type.name());
    return stored != null && stored.table().equals(type.table());
  }

  private static boolean isWithoutOwner(
      List<DocumentType> types, Map<String, CountedType> before, ExistingTable existing) {
    return types.getFirst().layout().byType()
        && !existing.isMissing()
        && existing.missingOwn().isEmpty()
        && !existing.layout().byType()
        && types.stream().noneMatch(type -> owned(type, before));
  }

  private static Optional<Refusal> refusal(
      Connection connection,
      CountedType type,
      @Nullable CountedType before,
      MigrationPlan migrations)
      throws SQLException {
    return switch (type) {
      case CountOnlyType counted -> ForeignTable.refusal(connection, counted, migrations);
      case DocumentType imported ->
          before instanceof DocumentType stored
              ? TypeTable.moved(connection, imported, stored)
              : Optional.empty();
    };
  }
}
