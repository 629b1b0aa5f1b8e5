package dev.millrace.worker;

import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Runs;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Handler;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.QueueSender;
import dev.millrace.queue.SqsQueue;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.source.SourceClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The three consumers of one worker and what they work with. */
public final class Worker implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(100);

  /** How long one hint is worked on at most; the rest is for the next one. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final String name;
  private final Database database;
  private final SourceClient source;
  private final List<QueueConsumer> consumers;

  private Worker(
      String name, Database database, SourceClient source, List<QueueConsumer> consumers) {
    this.name = name;
    this.database = database;
    this.source = source;
    this.consumers = consumers;
  }

  /**
   * Builds a worker and starts its consumers.
   *
   * @param name names this worker in ledger and dead letters
   * @param sqs stays the caller's, and must outlive the worker
   */
  public static Worker start(
      WorkerSettings settings, String name, SqsClient sqs, InstantSource clock) {
    SqsQueue imports = new SqsQueue(sqs, settings.importQueue());
    SqsQueue backfills = new SqsQueue(sqs, settings.backfillQueue());
    SqsQueue aggregates = new SqsQueue(sqs, settings.aggregateQueue());
    Database database = Database.open(settings.database());
    SourceClient source = new SourceClient(settings.source(), clock);
    StoredTypes types = new StoredTypes(database);
    Attempts attempts = new Attempts(database, name, settings.lease());
    Runs runs = new Runs(database);
    AggregateHints hints =
        new AggregateHints(new QueueSender(aggregates), settings.hintEvery(), System::nanoTime);
    Handler importHandler =
        new ImportHandler(
            types,
            attempts,
            new SliceImporter(source, database, attempts, settings.batchRows()),
            hints,
            new Backfills(runs),
            new Dispatcher(runs, new QueueSender(imports), new QueueSender(backfills)));
    Handler aggregateHandler =
        new AggregateHandler(
            types, new BucketRefresher(database, System::nanoTime), hints, refresh(settings));
    Gate databaseGate = new Gate("database", database::away, database::probe);
    Gate sourceGate = new Gate("source", source::away, source::probe);
    BooleanSupplier both = () -> databaseGate.open() && sourceGate.open();
    List<QueueConsumer> consumers =
        List.of(
            consumer(imports, name, importHandler, settings.imports(), both),
            consumer(backfills, name, importHandler, settings.backfills(), both),
            consumer(
                aggregates, name, aggregateHandler, settings.aggregates(), databaseGate::open));
    consumers.forEach(QueueConsumer::start);
    return new Worker(name, database, source, consumers);
  }

  private static Duration refresh(WorkerSettings settings) {
    Duration half = settings.aggregates().longest().dividedBy(2);
    return half.compareTo(REFRESH) < 0 ? half : REFRESH;
  }

  private static QueueConsumer consumer(
      SqsQueue queue,
      String worker,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open) {
    return new QueueConsumer(
        queue, DeadLetters.of(queue, worker), new RefusingHandler(handler), settings, open);
  }

  @Override
  public String toString() {
    return "worker " + name;
  }

  /** Stops the consumers, all at the same time; what is in hand gets 100 s. */
  @Override
  public void close() {
    List<Thread> stops =
        consumers.stream()
            .map(consumer -> Thread.ofVirtual().start(() -> consumer.stop(GRACE)))
            .toList();
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    source.close();
    database.close();
  }
}
