package dev.millrace.producer;

import dev.millrace.bucket.Recount;
import dev.millrace.bus.EventBus;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.message.MessageCodec;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Dispatcher;
import dev.millrace.producer.Sweep.Swept;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A ledger and the three queues, all real, one for all tests of this JVM. */
final class LocalPipeline {

  /** The result of a sweep without work. */
  static final Swept NOTHING = new Swept(0, 0, 0, 0, 0, 0);

  private static @Nullable LocalPipeline shared;

  private final Database database;
  private final LocalQueues queues = LocalQueues.start();
  private final SqsClient client = SqsClients.local(8, queues.endpoint(), queues.region());

  private LocalPipeline() {
    LocalDatabase server = LocalDatabase.shared();
    database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 8));
    database.migrate();
  }

  /** The pipeline, emptied; its ledger knows the type T. */
  static synchronized LocalPipeline empty() {
    LocalPipeline pipeline = shared == null ? new LocalPipeline() : shared;
    shared = pipeline;
    pipeline.reset();
    return pipeline;
  }

  private void reset() {
    for (String table :
        List.of(
            "attempt",
            "slice",
            "run",
            "total",
            "folded_span",
            "coverage",
            "calendar",
            "calendar_day",
            "recheck",
            "exclusion",
            "broken_promise",
            "operation",
            "stale_bucket",
            "table_change",
            "type")) {
      update("DELETE FROM millrace_" + table);
    }
    update("DELETE FROM Event");
    update("DELETE FROM EventCount");
    new StoredTypes(database).save(type("T"));
    List.of("import", "backfill", "aggregate").forEach(this::take);
  }

  Database database() {
    return database;
  }

  Runs runs() {
    return new Runs(database);
  }

  Dispatcher dispatcher() {
    return dispatcher(1e9);
  }

  private Dispatcher dispatcher(double backfillRate) {
    return new Dispatcher(runs(), backfillRate, sender("import"), sender("backfill"));
  }

  /** Like in a process that has just started. */
  Sweep sweep() {
    return sweep(null);
  }

  AggregateHints hints() {
    return new AggregateHints(sender("aggregate"), Duration.ofSeconds(10), System::nanoTime);
  }

  /** A queue that does not exist. */
  SqsQueue nowhere() {
    return new SqsQueue(client, queues.url("aggregate") + "-elsewhere");
  }

  /** The same, with a bus. */
  Sweep sweep(@Nullable EventBus bus) {
    return sweep(hints(), bus);
  }

  /** With a number of backfill slices per second. */
  Sweep sweep(double backfillRate) {
    return sweep(dispatcher(backfillRate), hints(), null);
  }

  Sweep sweep(AggregateHints hints, @Nullable EventBus bus) {
    return sweep(dispatcher(), hints, bus);
  }

  private Sweep sweep(Dispatcher dispatcher, AggregateHints hints, @Nullable EventBus bus) {
    return new Sweep(
        database,
        dispatcher,
        hints,
        new Recount(database, System::nanoTime),
        Duration.ofDays(1),
        new Retention(Duration.ofDays(30), Duration.ofDays(90)),
        System::nanoTime,
        bus);
  }

  private QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(client, queues.url(queue)));
  }

  /** Takes all messages that are visible out of a queue. */
  List<dev.millrace.message.Message> take(String queue) {
    List<dev.millrace.message.Message> taken = new ArrayList<>();
    List<Message> some = receive(queue);
    while (!some.isEmpty()) {
      some.forEach(message -> taken.add(new MessageCodec().decode(message.body())));
      some = receive(queue);
    }
    return taken;
  }

  private List<Message> receive(String queue) {
    return client
        .receiveMessage(request -> request.queueUrl(queues.url(queue)).maxNumberOfMessages(10))
        .messages();
  }

  /** The planned slices of a kind of run, in the order of time. */
  List<Slice> slices(RunKind kind) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                """
                SELECT s.id, s.type, window_from, window_to
                FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
                WHERE kind = ? AND s.state = 'planned' ORDER BY s.type, window_from""",
                row ->
                    new Slice(
                        row.getLong(1),
                        kind,
                        row.getString(2),
                        new Window(row.getLong(3), row.getLong(4))),
                kind.text()));
  }

  /**
   * Plans a run with a number of slices of T, a minute each; returns the planned slices of its
   * kind.
   */
  List<Slice> plan(RunKind kind, int slices) {
    runs()
        .plan(
            kind,
            kind.text(),
            LongStream.range(0, slices)
                .mapToObj(i -> new PlannedSlice("T", new Window(i * 60, i * 60 + 60)))
                .toList());
    return slices(kind);
  }

  /** Marks a bucket as stale. */
  void mark(String type, long bucket, int secondsAgo) {
    update(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at)"
            + " VALUES (?, ?, NOW(3) - INTERVAL ? SECOND)",
        type,
        bucket,
        secondsAgo);
  }

  void update(String sql, @Nullable Object... parameters) {
    database.transact(connection -> Sql.update(connection, sql, parameters));
  }

  long number(String sql, @Nullable Object... parameters) {
    return database.transact(connection -> Sql.number(connection, sql, parameters));
  }

  /**
   * @param more further lines of the definition, such as {@code enabled: false}
   */
  static DocumentType type(String name, String... more) {
    String yaml =
        "type: %s\n%s\ncolumns: { a: { from: /data/a } }".formatted(name, String.join("\n", more));
    return DefinitionParser.parse(yaml, name);
  }

  static Catalogue catalogue(CountedType... types) {
    return Catalogue.of(Arrays.asList(types));
  }
}
