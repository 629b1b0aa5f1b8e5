package dev.millrace.operator;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;
import dev.millrace.time.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The ledger in its own schema, opened before all tests of a class and emptied before each. */
@SuppressWarnings("NullAway.Init") // opened before all tests
public final class EmptyLedger implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private static final String TYPE =
      """
      INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)
      VALUES (?, '00000000000000aa', '', NOW(3), TRUE)""";

  private static final SchemaTemplate MIGRATED =
      new SchemaTemplate(LocalDatabase.shared(), EmptyLedger::migrate);

  private final List<String> types;
  private int triggers;
  private Database database;

  /** A ledger whose catalogue knows these types. */
  public EmptyLedger(String... types) {
    this.types = List.of(types);
  }

  private static void migrate(String url) {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      database.migrate();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    LocalDatabase server = LocalDatabase.shared();
    String url = MIGRATED.copy();
    database = Database.open(new DatabaseSettings(url, server.user(), server.password(), 4));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    for (String table : List.of("attempt", "slice", "run", "coverage", "stale_bucket", "type")) {
      update("DELETE FROM millrace_" + table);
    }
    for (String type : types) {
      update(TYPE, type);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.close();
  }

  public Database database() {
    return database;
  }

  /** A planned slice in a run of its own; its number. */
  public long slice(String type, long from, long to) {
    long run = run(List.of(new PlannedSlice(type, new Window(from, to))));
    return number("SELECT id FROM millrace_slice WHERE run = ?", run);
  }

  /** A run with a unique trigger; its number. */
  public long run(List<PlannedSlice> slices) {
    return new Runs(database).plan(RunKind.SCHEDULE, "trigger " + ++triggers, slices).run();
  }

  public SliceState state(long slice) {
    return SliceState.parse(
        database.transact(
            connection ->
                Sql.list(
                        connection,
                        "SELECT state FROM millrace_slice WHERE id = ?",
                        row -> row.getString(1),
                        slice)
                    .getFirst()));
  }

  public void state(long slice, SliceState state) {
    update("UPDATE millrace_slice SET state = ? WHERE id = ?", state.text(), slice);
  }

  public void update(String sql, @Nullable Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  public long number(String sql, @Nullable Object... parameters) {
    return database.transact(connection -> Sql.number(connection, sql, parameters));
  }
}
