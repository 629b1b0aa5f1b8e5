package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.Handler;
import dev.millrace.queue.MessageContext;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.QueueSender.Outgoing;
import dev.millrace.queue.sqs.SendFailedException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a slice's message that has been received many times with a fresh one, so that waiting
 * for a lease or for the database never reaches the receive limit, at which SQS would dead-letter
 * the message without a reason. The fresh message is sent first; then the old one is deleted.
 * Thread-safe.
 */
public final class FreshMessages implements Handler {

  private static final Logger log = LoggerFactory.getLogger(FreshMessages.class);

  /** Well below the queue's limit of 100. */
  static final int MOST_RECEIVES = 20;

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private final Handler handler;
  private final QueueSender queue;
  private final MessageCodec codec = new MessageCodec();

  /**
   * @param queue the queue of the handler's messages
   */
  public FreshMessages(Handler handler, QueueSender queue) {
    this.handler = handler;
    this.queue = queue;
  }

  @Override
  public Outcome handle(Delivery delivery, MessageContext hold) throws Exception {
    Outcome outcome = handled(delivery, hold);
    return outcome instanceof Outcome.Retry(Duration delay)
            && delivery.receiveCount() >= MOST_RECEIVES
            && codec.decode(delivery.body()) instanceof SliceMessage
        ? replaced(delivery, delay)
        : outcome;
  }

  private Outcome handled(Delivery delivery, MessageContext hold) throws Exception {
    try {
      return handler.handle(delivery, hold);
    } catch (DatabaseException e) {
      Duration delay = delivery.backoff();
      log.warn("{} failed; retrying in {}: {}", delivery, delay, e.getMessage());
      return new Outcome.Retry(delay);
    }
  }

  private Outcome replaced(Delivery delivery, Duration delay) {
    Duration possible = delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    try {
      queue.send(
          List.of(
              new Outgoing(delivery.body(), delivery.group(), possible, delivery.attributes())));
      return new Outcome.Done();
    } catch (SendFailedException e) {
      log.warn("{} could not be replaced with a fresh message: {}", delivery, e.getMessage());
      return new Outcome.Retry(delay);
    }
  }
}
