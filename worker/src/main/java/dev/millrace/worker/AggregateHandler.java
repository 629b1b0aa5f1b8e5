package dev.millrace.worker;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.DatabaseException;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.bucket.BucketRefresher.Refreshed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles the aggregate queue: refreshes the stale buckets of the type that a hint names, and
 * repeats lookups that found nothing. Buckets that do not fit into the time of one message go into
 * a new message.
 */
final class AggregateHandler implements Handler {

  private static final Logger log = LoggerFactory.getLogger(AggregateHandler.class);

  private final StoredTypes types;
  private final BucketRefresher refresher;
  private final AggregateHints hints;
  private final Duration budget;
  private final LookupRetries lookups;
  private final MessageCodec codec = new MessageCodec();

  /**
   * @param budget the time to spend on one message
   */
  AggregateHandler(
      StoredTypes types,
      BucketRefresher refresher,
      AggregateHints hints,
      Duration budget,
      LookupRetries lookups) {
    this.types = types;
    this.refresher = refresher;
    this.hints = hints;
    this.budget = budget;
    this.lookups = lookups;
  }

  @Override
  public Outcome handle(Delivery delivery, MessageContext hold) throws InterruptedException {
    return switch (codec.decode(delivery.body())) {
      case BucketsMessage hint -> refresh(hint);
      case SliceMessage _, WindowMessage _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.MISPLACED, "slices and windows belong on the import or backfill queue");
    };
  }

  /** Buckets stay stale until they are counted, and the sweep sends a hint every minute. */
  private Outcome refresh(BucketsMessage hint) throws InterruptedException {
    String name = hint.type();
    try {
      return refresh(
          name, types.find(name).orElseThrow(() -> new UnknownTypeException(name)), hint);
    } catch (DatabaseException e) {
      log.warn("{}: buckets not refreshed; the sweep sends another hint: {}", name, e.getMessage());
      return new Outcome.Done();
    }
  }

  private Outcome refresh(String name, CountedType type, BucketsMessage hint)
      throws InterruptedException {
    Refreshed refreshed = refresher.refresh(type, budget);
    if (refreshed.finished()) {
      log.info("{}: {} buckets refreshed", name, refreshed.buckets());
    } else {
      log.info(
          "{}: {} buckets refreshed, {} remaining; continuing in a new message",
          name,
          refreshed.buckets(),
          refresher.left(type));
      hints.send(name, hint.window());
    }
    if (type instanceof DocumentType imported) {
      lookups.run(imported);
    }
    return new Outcome.Done();
  }
}
