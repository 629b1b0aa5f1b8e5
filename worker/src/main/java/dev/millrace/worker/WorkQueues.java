package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.run.Runs;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.Handler;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.rejected.Replays;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.ingest.GroupCommit;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.lookup.ExternalLookups;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.slice.FreshMessages;
import dev.millrace.worker.slice.OwedAttempts;
import dev.millrace.worker.slice.RetrySender;
import dev.millrace.worker.slice.SliceHandler;
import dev.millrace.worker.slice.SliceListener;
import dev.millrace.worker.slice.SourceTrouble;
import dev.millrace.worker.slice.Splits;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.BudgetedSource;
import dev.millrace.worker.source.guard.CircuitReports;
import dev.millrace.worker.source.guard.FleetBudget;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import dev.millrace.worker.source.guard.Requests;
import dev.millrace.worker.source.http.TypeSources;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The queues that a worker serves, each with its handler: the same for the long-running worker and
 * for functions. Thread-safe.
 */
public final class WorkQueues implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkQueues.class);

  /** The longest time for one hint; the remaining buckets go into the next one. */
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final Database database;
  private final GuardedSource source;
  private final ExternalLookups lookups;
  private final CircuitReports circuits;
  private final List<WorkQueue> queues;

  private WorkQueues(
      Database database,
      GuardedSource source,
      CircuitReports circuits,
      ExternalLookups lookups,
      List<WorkQueue> queues) {
    this.database = database;
    this.source = source;
    this.circuits = circuits;
    this.lookups = lookups;
    this.queues = List.copyOf(queues);
  }

  /**
   * A queue and its handler.
   *
   * @param open whether the services that the handler needs are available
   * @param key of a message, for sharing the permits
   */
  public record WorkQueue(
      SqsQueue queue,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open,
      Function<Delivery, String> key) {}

  /**
   * Builds the handlers without a network call.
   *
   * @param worker this process's name in the ledger
   * @param sqs owned by the caller; must outlive this
   */
  public static WorkQueues open(
      WorkerSettings settings, String worker, SqsClient sqs, InstantSource clock) {
    return open(settings, worker, sqs, clock, SliceListener.NONE, source -> source);
  }

  /**
   * The same for a process that measures its work.
   *
   * @param around given the source, the one to ask in its place
   */
  static WorkQueues open(
      WorkerSettings settings,
      String worker,
      SqsClient sqs,
      InstantSource clock,
      SliceListener listener,
      UnaryOperator<DocumentSource> around) {
    SqsQueue imports = new SqsQueue(sqs, settings.importQueue());
    SqsQueue backfills = new SqsQueue(sqs, settings.backfillQueue());
    SqsQueue aggregates = new SqsQueue(sqs, settings.aggregateQueue());
    Database database = Database.open(settings.database());
    StoredTypes types = new StoredTypes(database);
    GuardedSource source = source(settings, database, types::imported, clock, around);
    CircuitReports circuits = new CircuitReports(new SourceFailures(database), source, clock);
    ExternalLookups lookups = ExternalLookups.open(settings.lookups(), clock);
    Mappers mappers = new Mappers(lookups, settings.pseudonyms());
    Attempts attempts = new Attempts(database, worker, settings.lease(), settings.deadAfter());
    Runs runs = new Runs(database);
    QueueSender toImports = new QueueSender(imports);
    QueueSender toBackfills = new QueueSender(backfills);
    Dispatcher dispatcher = new Dispatcher(runs, settings.backfillRate(), toImports, toBackfills);
    AggregateHints hints =
        new AggregateHints(new QueueSender(aggregates), settings.hintEvery(), System::nanoTime);
    AttemptWatermarks watermarks = new AttemptWatermarks(database, System::nanoTime);
    OwedAttempts owed = new OwedAttempts(attempts);
    SliceHandler slices =
        new SliceHandler(
            types,
            attempts,
            new SliceImporter(
                source, database, attempts, settings.batchRows(), mappers, System::nanoTime),
            watermarks,
            new GroupCommit(database, watermarks, worker, settings.batchRows()),
            settings.limits(),
            System::nanoTime,
            new SourceTrouble(
                source,
                new BlockedSource(database, source::hostOf, source::account, System::nanoTime),
                circuits),
            new Splits(attempts, dispatcher),
            new RetrySender(runs, toImports, toBackfills),
            owed,
            listener);
    Handler importHandler =
        new RefusingHandler(new ImportHandler(slices, types, new Backfills(database), dispatcher));
    Handler aggregateHandler =
        new RefusingHandler(
            new AggregateHandler(
                types,
                new BucketRefresher(database, System::nanoTime),
                hints,
                refresh(settings),
                new LookupRetries(new Replays(database), mappers, dispatcher)));
    Availability databaseAvailability =
        new Availability(
            "database",
            database::unavailable,
            () -> {
              database.probe();
              owed.giveBack();
            });
    SourceAvailability ofAllTypes = new SourceAvailability(source, types, System::nanoTime);
    Availability sourceAvailability =
        new Availability(
            "source", ofAllTypes::unavailable, ofAllTypes::probeDue, ofAllTypes::probe);
    BooleanSupplier both = () -> databaseAvailability.open() && sourceAvailability.open();
    return new WorkQueues(
        database,
        source,
        circuits,
        lookups,
        List.of(
            new WorkQueue(
                imports,
                new FreshMessages(importHandler, toImports),
                settings.imports(),
                both,
                Delivery::group),
            new WorkQueue(
                backfills,
                new FreshMessages(importHandler, toBackfills),
                settings.backfills(),
                both,
                Delivery::group),
            new WorkQueue(
                aggregates,
                aggregateHandler,
                settings.aggregates(),
                databaseAvailability::open,
                _ -> "")));
  }

  /**
   * The sources of all types, guarded.
   *
   * @param database where workers share the rates of sources
   */
  public static GuardedSource source(
      WorkerSettings settings,
      Database database,
      Function<String, Optional<DocumentType>> types,
      InstantSource clock) {
    return source(settings, database, types, clock, source -> source);
  }

  private static GuardedSource source(
      WorkerSettings settings,
      Database database,
      Function<String, Optional<DocumentType>> types,
      InstantSource clock,
      UnaryOperator<DocumentSource> around) {
    BiFunction<String, BigDecimal, Budget> budgets =
        (source, rate) ->
            new FleetBudget(database, source, rate, Requests.LONGEST_WAIT, System::nanoTime);
    SourceSettings api = settings.source();
    Budget ofApi =
        api.isLimited()
            ? budgets.apply(api.name(), BigDecimal.valueOf(api.rate()))
            : Budget.UNLIMITED;
    return ApiSource.guarded(
        api,
        clock,
        documentApi ->
            around.apply(
                new TypeSources(
                    new BudgetedSource(documentApi, ofApi),
                    types,
                    settings.sourceSecrets(),
                    api.sizes(),
                    clock,
                    System::nanoTime,
                    sign -> log.warn("{}", sign),
                    budgets)));
  }

  private static Duration refresh(WorkerSettings settings) {
    Duration half = settings.aggregates().longest().dividedBy(2);
    return half.compareTo(REFRESH) < 0 ? half : REFRESH;
  }

  Database database() {
    return database;
  }

  /** The types for which the source keeps failing. */
  List<OpenCircuit> openCircuits() {
    return source.openCircuits();
  }

  /** The record of them in the database. */
  CircuitReports circuits() {
    return circuits;
  }

  /** The import, the backfill and the aggregate queue. */
  public List<WorkQueue> queues() {
    return queues;
  }

  /** The reason why the database refused the last login; empty once one succeeded. */
  Optional<String> refusedLogin() {
    return database.refusal();
  }

  @Override
  public void close() {
    source.close();
    lookups.close();
    database.close();
  }
}
