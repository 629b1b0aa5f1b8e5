package dev.millrace.bench.startup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Queues, database and document API on this machine, with hours of one day to import. */
final class Surroundings implements AutoCloseable {

  private static final String TYPE = "GithubType";
  private static final LocalDate DAY = LocalDate.of(2026, 3, 18);
  private static final int HOUR_SECONDS = 3600;

  /** Slices per second of backfills, of which there are none. */
  private static final double RATE = 1;

  private static final String DONE =
      "SELECT COUNT(*) FROM millrace_slice WHERE run = ? AND state = 'done'";

  private static final String MARKS = "SELECT COUNT(*) FROM millrace_stale_bucket";

  private final LocalQueues queues = LocalQueues.start();
  private final LocalDatabase server = LocalDatabase.temporary();
  private final Documents documents = GeneratedDocuments.day(DAY, 11, Set.of(TYPE));
  private final DocumentApi source = DocumentApi.start(documents);
  private final Database database =
      Database.open(new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 4));
  private final SqsClient sqs = SqsClients.local(4, queues.endpoint(), queues.region());

  private Surroundings() {}

  static Surroundings open() {
    Surroundings surroundings = new Surroundings();
    surroundings.database.migrate();
    new Schema(surroundings.database).apply(Catalogue.of(List.of(ShippedType.github())));
    return surroundings;
  }

  /** The settings of a program in these surroundings, and the given ones. */
  Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("AWS_ACCESS_KEY_ID", "k");
    environment.put("AWS_SECRET_ACCESS_KEY", "s");
    environment.put("MILLRACE_SOURCE_URL", source.url());
    environment.put("MILLRACE_SOURCE_KEY", source.key());
    environment.put("MILLRACE_DB_URL", server.jdbcUrl());
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    environment.put("MILLRACE_IMPORT_QUEUE", queues.url("import"));
    environment.put("MILLRACE_BACKFILL_QUEUE", queues.url("backfill"));
    environment.put("MILLRACE_AGGREGATE_QUEUE", queues.url("aggregate"));
    // Affects how soon a worker stops, not how soon it starts.
    environment.put("MILLRACE_POLL_SECONDS", "1");
    return environment;
  }

  /** Sends a number of hours of the day, from noon on, and returns their run. */
  long send(int slices) {
    long midnight = DAY.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    List<PlannedSlice> planned =
        IntStream.range(0, slices)
            .mapToLong(i -> midnight + (12L + i) % 24 * HOUR_SECONDS)
            .mapToObj(from -> new PlannedSlice(TYPE, new Window(from, from + HOUR_SECONDS)))
            .toList();
    Runs runs = new Runs(database);
    long run = runs.plan(RunKind.SCHEDULE, UUID.randomUUID().toString(), planned).run();
    new Dispatcher(runs, RATE, sender("import"), sender("backfill")).sendDue();
    return run;
  }

  private QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(sqs, queues.url(queue)));
  }

  /** Whether all slices of the run are imported. */
  boolean done(long run, int slices) {
    return database.transact(connection -> Sql.number(connection, DONE, run)) == slices;
  }

  /** Whether no bucket is stale. */
  boolean atRest() {
    return database.transact(connection -> Sql.number(connection, MARKS)) == 0;
  }

  /** Receives the only import message, as Lambda passes it on. */
  String takeEvent() {
    Message message =
        sqs.receiveMessage(
                request ->
                    request
                        .queueUrl(queues.url("import"))
                        .waitTimeSeconds(5)
                        .messageSystemAttributeNamesWithStrings("All"))
            .messages()
            .getFirst();
    ObjectNode event = new JsonMapper().createObjectNode();
    ObjectNode record = event.putArray("Records").addObject();
    record
        .put("messageId", message.messageId())
        .put("receiptHandle", message.receiptHandle())
        .put("body", message.body())
        .put("eventSourceARN", "arn:aws:sqs:%s:000000000000:import".formatted(queues.region()));
    ObjectNode attributes = record.putObject("attributes");
    message.attributesAsStrings().forEach(attributes::put);
    return event.toString();
  }

  @Override
  public void close() {
    sqs.close();
    database.close();
    source.close();
    server.close();
    queues.close();
  }
}
