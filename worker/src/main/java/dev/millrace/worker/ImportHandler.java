package dev.millrace.worker;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.message.WindowMessage;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.worker.slice.SliceHandler;

/** Handles the import and the backfill queue: imports slices, plans windows. Thread-safe. */
final class ImportHandler implements Handler {

  private final SliceHandler slices;
  private final StoredTypes types;
  private final Backfills backfills;
  private final Dispatcher dispatcher;
  private final MessageCodec codec = new MessageCodec();

  ImportHandler(
      SliceHandler slices, StoredTypes types, Backfills backfills, Dispatcher dispatcher) {
    this.slices = slices;
    this.types = types;
    this.backfills = backfills;
    this.dispatcher = dispatcher;
  }

  @Override
  public Outcome handle(Delivery delivery, MessageContext hold) {
    return switch (codec.decode(delivery.body())) {
      case SliceMessage slice -> slices.handle(slice, delivery, hold);
      case WindowMessage window -> planWindow(window, delivery);
      case BucketsMessage _ ->
          new Outcome.DeadLetter(
              Outcome.Cause.MISPLACED, "a hint to aggregate belongs on the aggregate queue");
    };
  }

  private Outcome planWindow(WindowMessage window, Delivery delivery) {
    // A window that is sent again after it became a dead letter still means the same window.
    backfills.plan(window, delivery.firstId(), delivery.firstSentAt(), types.load());
    dispatcher.sendDue();
    return new Outcome.Done();
  }
}
