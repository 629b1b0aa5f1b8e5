package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;

/** Does the work that a message asks for. Called from many threads. */
@FunctionalInterface
public interface Handler {

  /**
   * Handles one message, on a thread of its own. The thread is interrupted when the time allowed
   * for a message is over, or at the deadline of the consumer's stop.
   *
   * @param message how long the message may be worked on, and whether it is still ours
   * @throws Exception to have the message delivered again after a back-off
   */
  Outcome handle(Delivery delivery, MessageContext message) throws Exception;
}
