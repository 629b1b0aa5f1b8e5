package dev.millrace.worker;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Runs;
import dev.millrace.local.DocumentApi;
import dev.millrace.local.Documents;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.Handler;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueSender;
import dev.millrace.queue.SqsQueue;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.source.BlockedSource;
import dev.millrace.worker.source.SourceClient;
import dev.millrace.worker.source.SourceSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An import handler between a real database and a document API with faults. */
final class TestImport implements AutoCloseable {

  static final Window WINDOW = new Window(0, 600);

  static final String TWO_THINGS =
      "[%s,%s]".formatted(thing("a", 1, "hammer"), thing("b", 2, "nail"));

  static final String ROW_OF_A =
      " VALUES ('a', 1, 'hammer', 1, '2026-01-01', REPEAT('0', 16), 1, NOW(3))";

  private static final Duration LEASE = Duration.ofSeconds(60);

  private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final Database pool = database.open(4);
  private final TestQueues queues = new TestQueues("import", "backfill", "aggregate");
  private SliceLimits limits = SliceLimits.NONE;
  private final Faults faults = new Faults();
  private final DocumentApi api =
      DocumentApi.start(Documents.of(List.of()), 0, InstantSource.system(), List.of(faults));
  private final SourceClient source =
      new SourceClient(
          new SourceSettings(URI.create(api.url()), api.key(), 1 << 20), InstantSource.system());

  /** A document with a size of 1. */
  static String thing(String id, long timestamp, String name) {
    return """
    {"id":"%s","timestamp":%d,"type":"Thing","data":{"name":"%s","size":1,"at":%d}}"""
        .formatted(id, timestamp, name, timestamp * 1000);
  }

  /** Answers the documents once in another way, and then no differently from the API. */
  static void onFirst(Faults faults, HttpHandler answer) {
    faults.documents(
        exchange -> {
          faults.documents(null);
          answer.handle(exchange);
        });
  }

  Faults source() {
    return faults;
  }

  TestDatabase database() {
    return database;
  }

  String key() {
    return api.key();
  }

  /** From the next delivery on. */
  void limit(SliceLimits limits) {
    this.limits = limits;
  }

  void stopSource() {
    api.close();
  }

  long plan() {
    return database.plan("Thing", WINDOW);
  }

  /** A slice of the first seconds alone. */
  long plan(long seconds) {
    return database.plan("Thing", new Window(0, seconds));
  }

  void claim(Duration lease, long slice) {
    Claim claim = database.attempts(lease).claim(slice, "Thing");
    if (!(claim instanceof Claim.Claimed)) {
      throw new AssertionError("not claimed: " + claim);
    }
  }

  void deleteAggregateQueue() {
    TestQueues.client().deleteQueue(request -> request.queueUrl(queues.url("aggregate")));
  }

  /** Ends the handler's connections, as a restart of the server would. */
  void killConnections() {
    database
        .rows(
            """
            SELECT id FROM information_schema.processlist
            WHERE db = DATABASE() AND id <> CONNECTION_ID()""")
        .forEach(connection -> database.run("KILL " + connection));
  }

  Outcome deliver(long slice) throws Exception {
    return deliver(slice, LEASE);
  }

  Outcome deliver(long slice, Duration lease) throws Exception {
    return Deliveries.deliver(handler(lease), message(slice));
  }

  Outcome deliver(String body, int count) throws Exception {
    return Deliveries.deliver(handler(LEASE), body, count);
  }

  Deliveries.Handling begin(long slice, Duration longest) {
    return Deliveries.begin(handler(LEASE), message(slice), longest);
  }

  static String message(long slice) {
    return new MessageCodec().encode(new SliceMessage(slice, "Thing", WINDOW));
  }

  /** In batches of one document. */
  private Handler handler(Duration lease) {
    Attempts attempts = new Attempts(pool, "a test", lease);
    Runs runs = new Runs(pool);
    return new RefusingHandler(
        new ImportHandler(
            new StoredTypes(pool),
            attempts,
            new SliceImporter(source, pool, attempts, 1),
            new SourceTrouble(
                source, new BlockedSource(pool, URI.create(api.url()), System::nanoTime)),
            limits,
            System::nanoTime,
            new AggregateHints(sender("aggregate"), Duration.ofSeconds(1), System::nanoTime),
            new Backfills(pool),
            new Dispatcher(runs, 1_000_000, sender("import"), sender("backfill"))));
  }

  private QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(TestQueues.client(), queues.url(queue)));
  }

  String runOf(long slice) {
    return database.rows("SELECT run FROM millrace_slice WHERE id = " + slice).getFirst();
  }

  /** State, attempts and error. */
  String slice(long slice) {
    return database
        .rows("SELECT state, attempts, error FROM millrace_slice WHERE id = " + slice)
        .getFirst();
  }

  /** State, fetched, inserted and error, in the order in which they began. */
  List<String> attempts() {
    return database.rows(
        "SELECT state, fetched, inserted, error FROM millrace_attempt ORDER BY number");
  }

  List<String> things() {
    return database.rows("SELECT id, name FROM Thing ORDER BY id");
  }

  @Override
  public void close() {
    source.close();
    api.close();
    pool.close();
    database.close();
  }
}
