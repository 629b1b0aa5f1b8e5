package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.lookup.LookupSettings;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Database, queues and workers in this JVM; what a worker's source holds is said when it starts.
 */
public final class TestPipeline implements AutoCloseable {

  private static final int SECONDS = 60;
  private static final int LOOK_MILLIS = 20;

  /** Five seconds' worth. */
  private static final int LOOKS_PER_SWEEP = 250;

  /** Longer than a busy machine stands still: a lease that runs out is an attempt that counts. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final String OPEN =
      " FROM millrace_slice WHERE state IN ('planned', 'sent', 'running')";

  private static final String COUNT_OPEN = "SELECT COUNT(*)" + OPEN;

  private final TestDatabase database;
  private final TestQueues queues = new TestQueues("import", "backfill", "aggregate");
  private final Faults faults = new Faults();
  private final List<Worker> workers = new ArrayList<>();
  private final List<DocumentApi> sources = new ArrayList<>();
  private LookupSettings lookups = LookupSettings.NONE;
  private NamedSecrets secrets = NamedSecrets.NONE;
  private int rate = 1_000_000;

  public TestPipeline(String... definitions) {
    database = new TestDatabase(definitions);
  }

  public TestDatabase database() {
    return database;
  }

  public TestQueues queues() {
    return queues;
  }

  public Faults source() {
    return faults;
  }

  /** Whom workers ask for the values of lookups, from the next one on. */
  public void lookups(LookupSettings settings) {
    lookups = settings;
  }

  /** The secrets that definitions name, from the next worker on. */
  public void secrets(NamedSecrets named) {
    secrets = named;
  }

  /** The document API's requests per second, for settings from now on. */
  public void rate(int perSecond) {
    rate = perSecond;
  }

  /** Starts a worker over a source with these documents. */
  public void start(List<String> documents) {
    start(documents, database.settings(10), InstantSource.system());
  }

  /** Starts a worker with its own way to the database, and its own idea of the time. */
  public void start(List<String> documents, DatabaseSettings database, InstantSource clock) {
    WorkerSettings settings = serve(documents, database);
    workers.add(Worker.start(settings, "test worker", TestQueues.client(), clock));
  }

  /** Starts a source with these documents, and describes how to process them. */
  public WorkerSettings serve(List<String> documents) {
    return serve(documents, database.settings(10));
  }

  private WorkerSettings serve(List<String> documents, DatabaseSettings database) {
    DocumentApi api =
        DocumentApi.start(Documents.of(documents), 0, InstantSource.system(), List.of(faults));
    sources.add(api);
    return settings(api, database);
  }

  private WorkerSettings settings(DocumentApi api, DatabaseSettings database) {
    ConsumerSettings consumer =
        new ConsumerSettings(4, Duration.ofSeconds(1), LEASE, Duration.ofMinutes(1));
    return new WorkerSettings(
        database,
        new SourceSettings(URI.create(api.url()), api.key(), new SizeLimits(1 << 20), rate),
        queues.url("import"),
        queues.url("backfill"),
        queues.url("aggregate"),
        consumer,
        consumer,
        consumer,
        LEASE,
        Duration.ofSeconds(100),
        Duration.ZERO,
        10,
        SliceLimits.NONE,
        Duration.ofSeconds(1),
        Pseudonyms.of("a key"),
        lookups,
        0,
        1_000_000,
        secrets);
  }

  /** The types for which the source keeps failing a worker. */
  public List<OpenCircuit> openCircuits() {
    return workers.stream().flatMap(worker -> worker.openCircuits().stream()).toList();
  }

  /** Stops the workers and their sources. */
  public void stop() {
    workers.forEach(Worker::close);
    sources.forEach(DocumentApi::close);
    workers.clear();
    sources.clear();
  }

  /** Requests a window in the way of another system. */
  public void backfill(String type, Window window) {
    queues.send(
        "backfill",
        """
        {"types":["%s"],"timestamp_from":%d,"timestamp_to":%d}"""
            .formatted(type, window.from(), window.to()));
  }

  /** Ends all waits and sends what waited, as the sweep does when it is time. */
  public void sendAgain() {
    database.run(
        "UPDATE millrace_slice SET state = 'planned', sent_at = NULL, not_before = NOW(3)"
            + " WHERE state IN ('planned', 'sent') AND error IS NOT NULL");
    sendDue();
  }

  /** Sends what is planned and due, as every sweep does. */
  private void sendDue() {
    try (Database pool = database.open(2)) {
      new Dispatcher(new Runs(pool), 1_000_000, sender("import"), sender("backfill")).sendDue();
    }
  }

  private QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(TestQueues.client(), queues.url(queue)));
  }

  /** Waits until that many slices have ended, none is open and no bucket is stale. */
  public void awaitRest(int slices) throws InterruptedException {
    await(() -> database.number("SELECT COUNT(*) FROM millrace_slice") == slices, "be planned");
    awaitEnd();
    await(() -> database.number("SELECT COUNT(*) FROM millrace_stale_bucket") == 0, "be counted");
  }

  /** Waits until each type has slices, none is open and no bucket is stale. */
  public void awaitRest(String... types) throws InterruptedException {
    for (String type : types) {
      await(
          () ->
              database.number(
                      "SELECT COUNT(*) FROM millrace_slice WHERE type = '%s'".formatted(type))
                  > 0,
          "be planned");
    }
    awaitEnd();
    await(() -> database.number("SELECT COUNT(*) FROM millrace_stale_bucket") == 0, "be counted");
  }

  private void awaitEnd() throws InterruptedException {
    try {
      // Halves are not sent while another worker sends a portion of their run; a sweep sends them.
      AtomicInteger looks = new AtomicInteger();
      await(
          () -> {
            if (looks.incrementAndGet() % LOOKS_PER_SWEEP == 0) {
              sendDue();
            }
            return database.number(COUNT_OPEN) == 0;
          },
          "end");
    } catch (AssertionError e) {
      String slices = "id, type, state, attempts, sent_at, not_before, NOW(3), error";
      throw new AssertionError(database.rows("SELECT " + slices + OPEN).toString(), e);
    }
  }

  /** The number of attempts whose classes do not add up to the fetched documents. */
  public long unaccounted() {
    return database.number(
        "SELECT COUNT(*) FROM millrace_attempt WHERE fetched <>"
            + " inserted + updated + unchanged + filtered + rejected + outside");
  }

  public static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not " + what);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** The table holds these documents and no other, and each bucket's count is right. */
  public void assertHolds(List<String> rows) {
    assertThat(database.rows("SELECT id, name FROM Thing ORDER BY id")).isEqualTo(rows);
    assertThat(
            database.rows(
                "SELECT dt_bucket, actual_count FROM EventCount WHERE actual_count <> 0"
                    + " ORDER BY dt_bucket"))
        .isEqualTo(
            database.rows(
                """
                SELECT TIMESTAMPADD(SECOND,
                    TIMESTAMPDIFF(SECOND, '1970-01-01', occurred_at) DIV 300 * 300,
                    CAST('1970-01-01' AS DATETIME)), COUNT(*)
                FROM Thing GROUP BY 1 ORDER BY 1"""));
  }

  /** One thing every 20 seconds from the epoch on, 180 an hour. */
  public static List<String> things(int count, String name) {
    return IntStream.range(0, count)
        .mapToObj(i -> TestImport.thing("%03d".formatted(i), 20L * i, name))
        .toList();
  }

  /** The rows that these become. */
  public static List<String> rows(int count, String name) {
    return IntStream.range(0, count).mapToObj(i -> "%03d %s".formatted(i, name)).toList();
  }

  @Override
  public void close() {
    stop();
    database.close();
  }
}
