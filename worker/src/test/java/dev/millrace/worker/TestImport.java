package dev.millrace.worker;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.local.time.SettableClock;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.Backfills;
import dev.millrace.queue.Handler;
import dev.millrace.queue.Outcome;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.slice.FreshMessages;
import dev.millrace.worker.slice.SliceHandler;
import dev.millrace.worker.slice.TestSlices;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.GuardedSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** An import handler between a real database and a document API with faults. */
public final class TestImport implements AutoCloseable {

  public static final Window WINDOW = new Window(0, 600);

  public static final String TWO_THINGS =
      "[%s,%s]".formatted(thing("a", 1, "hammer"), thing("b", 2, "nail"));

  public static final String ROW_OF_A =
      " VALUES ('a', 1, 'hammer', 1, '2026-01-01', REPEAT('0', 16), 1, NOW(3))";

  private static final Duration LEASE = Duration.ofSeconds(60);

  private final TestDatabase database = new TestDatabase(TestDatabase.THINGS);
  private final Database pool = database.open(4);
  private final TestQueues queues = new TestQueues("import", "backfill");
  private SliceLimits limits = SliceLimits.NONE;
  private Duration deadAfter = Duration.ZERO;
  private final Faults faults = new Faults();
  private final DocumentApi api =
      DocumentApi.start(Documents.of(List.of()), 0, InstantSource.system(), List.of(faults));
  private final SettableClock sourceClock = new SettableClock(Instant.now());
  private final GuardedSource source =
      ApiSource.guarded(new SourceSettings(URI.create(api.url()), api.key(), 1 << 20), sourceClock);

  /** A document with a size of 1. */
  public static String thing(String id, long timestamp, String name) {
    return """
    {"id":"%s","timestamp":%d,"type":"Thing","data":{"name":"%s","size":1,"at":%d}}"""
        .formatted(id, timestamp, name, timestamp * 1000);
  }

  /** Answers the documents once in another way, and then no differently from the API. */
  public static void onFirst(Faults faults, HttpHandler answer) {
    faults.documents(
        exchange -> {
          faults.documents(null);
          answer.handle(exchange);
        });
  }

  public Faults source() {
    return faults;
  }

  public TestDatabase database() {
    return database;
  }

  public String key() {
    return api.key();
  }

  /** From the next delivery on. */
  public void limit(SliceLimits limits) {
    this.limits = limits;
  }

  /** From the next delivery on. */
  public void deadAfter(Duration time) {
    deadAfter = time;
  }

  /** All waits are over, and an open circuit has been probed. */
  public void passTime() throws Exception {
    database.run("UPDATE millrace_slice SET not_before = NOW(3)");
    database.run(
        "UPDATE millrace_source_type SET failing_since = failing_since - INTERVAL 31 SECOND,"
            + " next_probe_at = next_probe_at - INTERVAL 31 SECOND");
    sourceClock.advance(Duration.ofSeconds(31));
    source.probe("Thing");
  }

  /** How long until the slice's next try. */
  public Duration untilDue(long slice) {
    return Duration.ofMillis(
        database.number(
            "SELECT TIMESTAMPDIFF(MICROSECOND, NOW(3), not_before) DIV 1000 FROM millrace_slice"
                + " WHERE id = "
                + slice));
  }

  /** The source answers a question of another type. */
  public void askForAnotherType() throws Exception {
    source.open("Other", WINDOW).close();
  }

  public TestQueues queues() {
    return queues;
  }

  public void stopSource() {
    api.close();
  }

  public long plan() {
    return database.plan("Thing", WINDOW);
  }

  /** A slice of the first seconds alone. */
  public long plan(long seconds) {
    return database.plan("Thing", new Window(0, seconds));
  }

  public void claim(Duration lease, long slice) {
    Claim claim = database.attempts(lease).claim(slice, "Thing");
    if (!(claim instanceof Claim.Claimed)) {
      throw new AssertionError("not claimed: " + claim);
    }
  }

  /** Ends the handler's connections, as a restart of the server would. */
  public void killConnections() {
    database
        .rows(
            """
            SELECT id FROM information_schema.processlist
            WHERE db = DATABASE() AND id <> CONNECTION_ID()""")
        .forEach(connection -> database.run("KILL " + connection));
  }

  public Outcome deliver(long slice) throws Exception {
    return deliver(slice, LEASE);
  }

  public Outcome deliver(long slice, Duration lease) throws Exception {
    return Deliveries.deliver(handler(lease), ownMessage(slice));
  }

  public Outcome deliver(String body, int count) throws Exception {
    return Deliveries.deliver(handler(LEASE), body, count);
  }

  public Deliveries.Handling begin(long slice, Duration longest) {
    return Deliveries.begin(handler(LEASE), ownMessage(slice), longest);
  }

  /** A second delivery, which is claimed before it is fetched. */
  public Outcome deliverAgain(long slice, Duration lease) throws Exception {
    return Deliveries.deliver(handler(lease), ownMessage(slice), 2);
  }

  /** With the window that the ledger has. */
  private String ownMessage(long slice) {
    List<String> window =
        database.rows("SELECT window_from, window_to FROM millrace_slice WHERE id = " + slice);
    if (window.isEmpty()) {
      return message(slice);
    }
    String[] bounds = window.getFirst().split(" ", -1);
    return new MessageCodec()
        .encode(
            new SliceMessage(
                slice, "Thing", new Window(Long.parseLong(bounds[0]), Long.parseLong(bounds[1]))));
  }

  public static String message(long slice) {
    return new MessageCodec().encode(new SliceMessage(slice, "Thing", WINDOW));
  }

  /** In batches of one document; a slice may die as soon as it has failed often enough. */
  private Handler handler(Duration lease) {
    TestSlices parts = new TestSlices(pool, queues, new Attempts(pool, "a test", lease, deadAfter));
    SliceHandler slices =
        parts.handler(
            source,
            new BlockedSource(pool, URI.create(api.url()), System::nanoTime),
            1,
            limits,
            sourceClock);
    return new FreshMessages(
        new RefusingHandler(
            new ImportHandler(
                slices, new StoredTypes(pool), new Backfills(pool), parts.dispatcher())),
        parts.sender("import"));
  }

  public String runOf(long slice) {
    return database.rows("SELECT run FROM millrace_slice WHERE id = " + slice).getFirst();
  }

  /** State, attempts and error. */
  public String slice(long slice) {
    return database
        .rows("SELECT state, attempts, error FROM millrace_slice WHERE id = " + slice)
        .getFirst();
  }

  /** State, fetched, inserted and error, in the order in which they began. */
  public List<String> attempts() {
    return database.rows(
        "SELECT state, fetched, inserted, error FROM millrace_attempt ORDER BY number");
  }

  public List<String> things() {
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
