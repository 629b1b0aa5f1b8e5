package dev.millrace.operator.deadletter;

import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.sqs.SqsQueue;

/**
 * A queue of the pipeline with its dead letters.
 *
 * @param name import, backfill or aggregate
 */
public record LetterQueue(String name, SqsQueue origin, SqsQueue letters) {

  /**
   * Asks the queue for its dead letters.
   *
   * @throws IllegalStateException when it has none
   */
  public static LetterQueue of(String name, SqsQueue origin) {
    return new LetterQueue(name, origin, DeadLetters.queueOf(origin));
  }
}
