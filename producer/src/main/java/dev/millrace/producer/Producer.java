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
 * What a schedule or a request sets in motion, for functions and commands alike. Any number may
 * work at once, in this process and others. Thread-safe.
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
            settings.rejectedAge(),
            bus);
  }

  /**
   * Builds it, without asking the network for anything.
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
   * Plans what a tick of the schedule asks for and sends what is due.
   *
   * @param triggeredAt the tick's own time; the same one again is the run that is there
   */
  public Tick.Ticked tick(Instant triggeredAt) {
    Tick.Ticked ticked = new Tick(database).plan(triggeredAt, types.load());
    dispatcher.sendLive();
    return ticked;
  }

  /** Sees to what was left lying; see {@link Sweep}. */
  public Sweep.Swept sweep() {
    return sweep.run();
  }

  /**
   * Plans a window that somebody asked for and sends what is due; what cannot be sent now is left
   * to the sweep, since a caller that tried again would have it planned twice. Where nothing is to
   * be imported, no run is planned.
   *
   * @param trigger identifies the request
   * @param askedAt where absent bounds are counted from; null for now, by the database's clock
   * @throws dev.millrace.plan.UnknownTypeException when nothing is imported of one of the types
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

  /** How it goes, now. */
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
