package dev.millrace.cli;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.time.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Real queues and a real database with dead letters and dead slices, and commands on them. */
public final class DeadPipeline implements AutoCloseable {

  private static final LocalQueues SERVER = LocalQueues.start();
  private static final SqsClient CLIENT = SqsClients.local(50, SERVER.endpoint(), SERVER.region());

  private final String prefix = UUID.randomUUID().toString().substring(0, 8);
  private final String schema = MigratedSchemas.copy();
  private final Database database;

  public DeadPipeline() {
    LocalDatabase server = LocalDatabase.shared();
    Stream.of("import", "backfill", "aggregate")
        .forEach(queue -> SERVER.createQueue(prefix + "-" + queue, 60));
    database = Database.open(new DatabaseSettings(schema, server.user(), server.password(), 2));
  }

  public SqsClient client() {
    return CLIENT;
  }

  /** The settings that point commands to them. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", SERVER.endpoint());
    environment.put("AWS_REGION", SERVER.region());
    environment.put("MILLRACE_DB_URL", schema);
    environment.put("MILLRACE_DB_USER", LocalDatabase.shared().user());
    environment.put("MILLRACE_DB_PASSWORD", LocalDatabase.shared().password());
    environment.put("MILLRACE_IMPORT_QUEUE", url("import"));
    environment.put("MILLRACE_BACKFILL_QUEUE", url("backfill"));
    environment.put("MILLRACE_AGGREGATE_QUEUE", url("aggregate"));
    return environment;
  }

  public Execution run(String... arguments) {
    return Execution.of(environment(), arguments);
  }

  /** Runs a command with this answer on the terminal; null for no terminal. */
  public Execution answering(@Nullable String answer, String... arguments) {
    return Execution.of(MillraceMain.commandLine(environment(), _ -> answer), arguments);
  }

  public void letter(String queue, String body, Map<String, String> attributes) {
    CLIENT.sendMessage(
        request ->
            request
                .queueUrl(url(queue + "-dead-letters"))
                .messageBody(body)
                .messageAttributes(
                    attributes.entrySet().stream()
                        .collect(
                            Collectors.toMap(
                                Map.Entry::getKey, each -> attribute(each.getValue())))));
  }

  private static MessageAttributeValue attribute(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  /** Adds a dead slice of a backfill and returns its number. */
  public long deadSlice(String type, long from, String error) {
    long run =
        new Runs(database)
            .plan(
                RunKind.BACKFILL,
                UUID.randomUUID().toString(),
                List.of(new PlannedSlice(type, new Window(from, from + 600))))
            .run();
    sql(
        "UPDATE millrace_slice SET state = 'dead', attempts = 5, error = ? WHERE run = ?",
        error,
        run);
    return Long.parseLong(text("SELECT id FROM millrace_slice WHERE run = " + run));
  }

  public static String message(long slice, String type) {
    return "{\"version\":1,\"kind\":\"slice\",\"id\":%d,\"type\":\"%s\",\"from\":0,\"to\":600}"
        .formatted(slice, type);
  }

  public void sql(String sql, Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  /** The first column of the first row. */
  public String text(String sql) {
    return database.transact(
        connection -> Sql.first(connection, sql, row -> row.getString(1)).orElse("no row"));
  }

  /** State and redrives of a slice. */
  public String slice(long slice) {
    return text("SELECT CONCAT(state, ' ', replays) FROM millrace_slice WHERE id = " + slice);
  }

  /** The bodies of the messages in a queue, which then hides them for a minute. */
  public List<String> take(String queue) {
    return CLIENT
        .receiveMessage(request -> request.queueUrl(url(queue)).maxNumberOfMessages(10))
        .messages()
        .stream()
        .map(message -> message.body())
        .toList();
  }

  private String url(String queue) {
    return SERVER.url(prefix + "-" + queue);
  }

  @Override
  public void close() {
    database.close();
  }
}
