package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;

/** Handles messages. Called from many threads. */
@FunctionalInterface
public interface Handler {

  /**
   * Handles one message, on a thread of its own. The thread is interrupted when the time allowed
   * for a message is over, or at the deadline of the consumer's stop.
   *
   * @param message the remaining time, and whether the message may be lost to another consumer
   * @throws Exception if the message is to be redelivered after a back-off
   */
  Outcome handle(Delivery delivery, MessageContext message) throws Exception;
}
