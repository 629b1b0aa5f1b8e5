package dev.millrace.cli;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A pipeline with an imported and a counted type: queues, a database and their definitions. */
@SuppressWarnings("NullAway.Init") // opened before all tests
final class CountedStage implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private static final String CLICK = "type: Click\ncount_only: true\noccurred_at: at\n";
  private static final String THING = "type: Thing\ncolumns: { name: { from: /data/name } }\n";

  private Path folder;
  private LocalQueues queues;
  private Database database;
  private Map<String, String> environment;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("types");
    LocalDatabase server = LocalDatabase.shared();
    queues = LocalQueues.start();
    String url = server.createSchema();
    database = Database.open(new DatabaseSettings(url, server.user(), server.password(), 3));
    environment = new HashMap<>();
    environment.put("MILLRACE_TYPES", folder.toString());
    environment.put("MILLRACE_DB_URL", url);
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put("MILLRACE_" + queue.toUpperCase(Locale.ROOT) + "_QUEUE", queues.url(queue));
    }
    Files.writeString(folder.resolve("Click.yaml"), CLICK);
    Files.writeString(folder.resolve("Thing.yaml"), THING);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    database.migrate();
    update("DROP TABLE IF EXISTS Click, Thing");
    update("CREATE TABLE Click (at DATETIME NOT NULL, KEY (at))");
    for (String table :
        List.of(
            "type",
            "run",
            "slice",
            "attempt",
            "coverage",
            "stale_bucket",
            "total",
            "folded_span")) {
      update("DELETE FROM millrace_" + table);
    }
    update("DELETE FROM EventCount");
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    database.close();
    queues.close();
    for (String type : List.of("Click.yaml", "Thing.yaml")) {
      Files.delete(folder.resolve(type));
    }
    Files.delete(folder);
  }

  Database database() {
    return database;
  }

  /** Finishes a slice and returns its attempt. */
  long slice(long from, long to) {
    Runs runs = new Runs(database);
    Window window = new Window(from, to);
    runs.plan(
        RunKind.BACKFILL, UUID.randomUUID().toString(), List.of(new PlannedSlice("Thing", window)));
    Attempts attempts = new Attempts(database, "a test", Duration.ofMinutes(1));
    long slice = number("SELECT MAX(id) FROM millrace_slice");
    if (attempts.claim(slice, "Thing") instanceof Claim.Claimed(var attempt)) {
      attempts.finish(attempt);
      return attempt.number();
    }
    throw new AssertionError("not claimed");
  }

  /** A row of the imported type. */
  void thing(String id, long attempt) {
    update(
        "INSERT INTO Thing VALUES ('%s', 1, 'x', '1970-01-01 00:00:01', REPEAT('0', 16), %d, NOW(3))"
            .formatted(id, attempt));
  }

  /** Rows of the counted type. */
  void click(String... moments) {
    for (String moment : moments) {
      update("INSERT INTO Click VALUES ('%s')".formatted(moment));
    }
  }

  /** Runs a command with the settings of this pipeline. */
  Execution run(String... arguments) {
    return Execution.of(environment, arguments);
  }

  void update(String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  long number(String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }
}
