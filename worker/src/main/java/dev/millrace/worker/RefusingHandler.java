package dev.millrace.worker;

import dev.millrace.message.InvalidMessageException;
import dev.millrace.plan.UnknownTypeException;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;

/** Dead-letters, with a reason, messages that another handler cannot understand. Thread-safe. */
final class RefusingHandler implements Handler {

  /**
   * A deployment in progress may still add an unknown type, so its message is retried this many
   * times.
   */
  private static final int UNKNOWN_TYPE_DELIVERIES = 5;

  private final Handler handler;

  RefusingHandler(Handler handler) {
    this.handler = handler;
  }

  @Override
  public Outcome handle(Delivery delivery, MessageContext hold) throws Exception {
    try {
      return handler.handle(delivery, hold);
    } catch (InvalidMessageException e) {
      return refusal(Outcome.Cause.MALFORMED, e);
    } catch (UnknownTypeException e) {
      return delivery.receiveCount() <= UNKNOWN_TYPE_DELIVERIES
          ? new Outcome.Retry(delivery.backoff())
          : refusal(Outcome.Cause.UNKNOWN_TYPE, e);
    }
  }

  private static Outcome refusal(Outcome.Cause cause, RuntimeException e) {
    return new Outcome.DeadLetter(cause, String.valueOf(e.getMessage()))
        .with("exception", e.toString());
  }
}
