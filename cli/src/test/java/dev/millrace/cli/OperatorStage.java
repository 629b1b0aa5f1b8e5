package dev.millrace.cli;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A ledger with the types T and U and the three queues, all real, for the planning commands; opened
 * before all tests of a class, its ledger emptied before each.
 */
@SuppressWarnings("NullAway.Init") // opened before all tests
public final class OperatorStage
    implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  private LocalQueues queues;
  private String schema;
  private Database database;

  @Override
  public void beforeAll(ExtensionContext context) {
    LocalDatabase server = LocalDatabase.shared();
    queues = LocalQueues.start();
    schema = MigratedSchemas.copy();
    database = Database.open(new DatabaseSettings(schema, server.user(), server.password(), 3));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    for (String table :
        List.of(
            "attempt",
            "slice",
            "run",
            "coverage",
            "recheck",
            "exclusion",
            "operation",
            "stale_bucket",
            "type")) {
      sql("DELETE FROM millrace_" + table);
    }
    Stream.of("T", "U").forEach(type -> type(type, ""));
  }

  /**
   * Saves a type.
   *
   * @param more a further line of its definition
   */
  public void type(String name, String more) {
    new StoredTypes(database)
        .save(
            DefinitionParser.parse(
                "type: %s\nslice_width: 1h\n%s\ncolumns: { a: { from: /a } }".formatted(name, more),
                name));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.close();
    queues.close();
  }

  /** The settings that point commands to them. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("MILLRACE_DB_URL", schema);
    environment.put("MILLRACE_DB_USER", LocalDatabase.shared().user());
    environment.put("MILLRACE_DB_PASSWORD", LocalDatabase.shared().password());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    return environment;
  }

  public Execution run(String... arguments) {
    return Execution.of(environment(), arguments);
  }

  /** Runs a command with this answer on the terminal; null for no terminal. */
  public Execution answering(@Nullable String answer, String... arguments) {
    return Execution.of(MillraceMain.commandLine(environment(), _ -> answer), arguments);
  }

  /** A worker imports all slices that are open. */
  public void importAll() {
    Attempts attempts = new Attempts(database, "a worker", Duration.ofSeconds(60));
    database
        .transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT id, type FROM millrace_slice WHERE state IN ('planned', 'sent')",
                    row -> Map.entry(row.getLong(1), row.getString(2))))
        .forEach(
            slice -> {
              if (attempts.claim(slice.getKey(), slice.getValue())
                  instanceof Claim.Claimed(var attempt)) {
                attempts.finish(attempt);
              }
            });
  }

  public void sql(String sql, @Nullable Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  public long number(String sql, @Nullable Object... parameters) {
    return database.transact(connection -> Sql.number(connection, sql, parameters));
  }

  /** Removes all messages from a queue. */
  public void purge(String queue) {
    try (SqsClient client = Pipeline.client(environment(), 2)) {
      client.purgeQueue(request -> request.queueUrl(queues.url(queue)));
    }
  }

  public long newestRun() {
    return number("SELECT MAX(id) FROM millrace_run");
  }
}
