package dev.millrace.operator.deadletter;

import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.sqs.SqsQueue;

/**
 * A dead-letter queue of the pipeline, with the queue whose messages it takes.
 *
 * @param name of that queue: import, backfill or aggregate
 */
public record DeadLetterQueue(String name, SqsQueue origin, SqsQueue letters) {

  /**
   * Asks the queue for its dead letters.
   *
   * @throws IllegalStateException when it has none
   */
  public static DeadLetterQueue of(String name, SqsQueue origin) {
    return new DeadLetterQueue(name, origin, DeadLetters.queueOf(origin));
  }
}
