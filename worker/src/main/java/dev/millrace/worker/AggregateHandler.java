package dev.millrace.worker;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.Delivery;
import dev.millrace.queue.Handler;
import dev.millrace.queue.Hold;
import dev.millrace.queue.Outcome;
import dev.millrace.worker.bucket.BucketRefresher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles the aggregate queue: refreshes all stale buckets of the type that a hint names. */
final class AggregateHandler implements Handler {

  private static final Logger log = LoggerFactory.getLogger(AggregateHandler.class);

  private final StoredTypes types;
  private final BucketRefresher refresher;
  private final MessageCodec codec = new MessageCodec();

  AggregateHandler(StoredTypes types, BucketRefresher refresher) {
    this.types = types;
    this.refresher = refresher;
  }

  @Override
  public Outcome handle(Delivery delivery, Hold hold) throws InterruptedException {
    return switch (codec.decode(delivery.body())) {
      case BucketsMessage hint -> refresh(hint.type());
      case SliceMessage _, WindowMessage _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.MISPLACED, "slices and windows belong on the import or backfill queue");
    };
  }

  private Outcome refresh(String name) throws InterruptedException {
    DocumentType type = types.find(name).orElseThrow(() -> new UnknownTypeException(name));
    int buckets = refresher.refreshAll(type);
    log.info("{}: {} buckets refreshed", name, buckets);
    return new Outcome.Done();
  }
}
