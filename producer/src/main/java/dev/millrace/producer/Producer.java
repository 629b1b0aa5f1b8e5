package dev.millrace.producer;

import dev.millrace.bucket.Recount;
import dev.millrace.bus.EventBus;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SendFailedException;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The actions of the schedule and of requests, for functions and commands alike. Any number may run
 * at once, in this process and others. Thread-safe.
 */
public final class Producer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Producer.class);

  private final Database database;
  private final StoredTypes types;
  private final Runs runs;
  private final Dispatcher dispatcher;
  private final AggregateHints hints;
  private final @Nullable EventBus bus;
  private final Sweep sweep;

  private Producer(ProducerSettings settings, SqsClient sqs) {
    this.database = Database.open(settings.database());
    this.types = new StoredTypes(database);
    this.runs = new Runs(database);
    this.dispatcher =
        new Dispatcher(
            runs,
            settings.backfillRate(),
            sender(sqs, settings.importQueue()),
            sender(sqs, settings.backfillQueue()));
    this.hints =
        new AggregateHints(
            sender(sqs, settings.aggregateQueue()), settings.hintEvery(), System::nanoTime);
    this.bus = settings.eventBus().isEmpty() ? null : EventBus.open(settings.eventBus());
    this.sweep =
        new Sweep(
            database,
            dispatcher,
            hints,
            new Recount(database, System::nanoTime),
            settings.lookBack(),
            settings.retention(),
            System::nanoTime,
            bus);
  }

  /**
   * Builds it without using the network.
   *
   * @param sqs stays the caller's, and must outlive this
   */
  public static Producer open(ProducerSettings settings, SqsClient sqs) {
    return new Producer(settings, sqs);
  }

  private static QueueSender sender(SqsClient sqs, String url) {
    return new QueueSender(new SqsQueue(sqs, url));
  }

  public Database database() {
    return database;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public AggregateHints hints() {
    return hints;
  }

  /**
   * Plans a tick of the schedule and sends due slices.
   *
   * @param triggeredAt the tick's own time; a second call with the same time returns the existing
   *     run
   */
  public Tick.Ticked tick(Instant triggeredAt) {
    Tick.Ticked ticked = new Tick(database).plan(triggeredAt, types.load());
    dispatcher.sendScheduled();
    return ticked;
  }

  /** Runs a sweep, see {@link Sweep}. */
  public Sweep.Swept sweep() {
    return sweep.run();
  }

  /**
   * Plans a requested window and sends due slices; slices that cannot be sent now are left to the
   * sweep, since a retry by the caller would plan them twice. If there is nothing to import, no run
   * is planned.
   *
   * @param trigger identifies the request
   * @param askedAt absent bounds count from here; null for now, by the database's clock
   * @throws dev.millrace.plan.UnknownTypeException when one of the types cannot be imported
   */
  public Planned backfill(Backfill asked, String trigger, @Nullable Instant askedAt) {
    Instant at = askedAt == null ? database.now() : askedAt;
    Planned planned = new Backfills(database).plan(asked, trigger, at, types.load());
    if (planned.nothing()) {
      return planned;
    }
    try {
      dispatcher.sendPortions();
    } catch (SdkException | SendFailedException e) {
      log.warn(
          "run {} is planned but not sent yet; the next sweep sends it: {}",
          planned.run(),
          e.getMessage());
    }
    return planned;
  }

  /** The current figures. */
  public Vitals vitals() {
    return Vitals.of(database);
  }

  @Override
  public void close() {
    if (bus != null) {
      bus.close();
    }
    database.close();
  }
}
