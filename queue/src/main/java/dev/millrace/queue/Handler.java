package dev.millrace.queue;

/** Does the work that a message asks for. Called from many threads. */
@FunctionalInterface
public interface Handler {

  /**
   * Handles one message, on a thread of its own. The thread is interrupted when the time allowed
   * for a message is over, or when the consumer stops and has waited long enough.
   *
   * @param hold the consumer's hold on the message, for work that has a lease of its own
   * @throws Exception for what should be tried again with back-off
   */
  Outcome handle(Delivery delivery, Hold hold) throws Exception;
}
