package dev.millrace.queue;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the outcomes of messages, and counts them. Whatever happens, each message is settled
 * exactly once. Thread-safe.
 */
final class Settling implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Settling.class);

  private final Acknowledgements acknowledgements;
  private final DeadLetters deadLetters;
  private final Bounds bounds;
  private final VisibilityExtender extender;
  private final Function<MessageContext, Outcome.Retry> retry;
  private final LongSupplier nanoTime;
  private final Tally tally = new Tally();
  private final Semaphore deadLetterCalls = new Semaphore(ConsumerSettings.DEAD_LETTERS_AT_ONCE);

  /**
   * @param retry the outcome of a message whose dead letter could not be sent
   */
  Settling(
      SqsQueue queue,
      DeadLetters deadLetters,
      ConsumerSettings settings,
      Bounds bounds,
      VisibilityExtender extender,
      Function<MessageContext, Outcome.Retry> retry,
      LongSupplier nanoTime) {
    this.acknowledgements =
        new Acknowledgements(queue, settings, bounds::moreToAcknowledge, this::end);
    this.deadLetters = deadLetters;
    this.bounds = bounds;
    this.extender = extender;
    this.retry = retry;
    this.nanoTime = nanoTime;
  }

  void start() {
    acknowledgements.start();
  }

  Tally tally() {
    return tally;
  }

  /** Whether none of the loops has ended. */
  boolean running() {
    return acknowledgements.running();
  }

  void carryOut(MessageContext message, Outcome outcome) {
    try {
      switch (outcome) {
        case Outcome.Done(boolean duplicate) -> {
          if (duplicate) {
            tally.duplicates.increment();
          }
          acknowledgements.delete(message, tally.done);
        }
        case Outcome.Retry(Duration delay) -> handBack(message, delay);
        case Outcome.DeadLetter deadLetter -> sendDead(message, deadLetter);
      }
    } catch (Throwable e) {
      log.error("{} could not be acknowledged; it will be redelivered", message, e);
      abandon(message);
    }
  }

  private void sendDead(MessageContext message, Outcome.DeadLetter deadLetter) {
    deadLetterCalls.acquireUninterruptibly();
    try {
      deadLetters.send(message.delivery(), deadLetter);
    } catch (RuntimeException e) {
      log.warn("{} could not be sent to the dead-letter queue; retrying", message, e);
      handBack(message, retry.apply(message).delay());
      return;
    } finally {
      deadLetterCalls.release();
    }
    log.error("{} dead-lettered: {}", message, deadLetter.reason());
    tally.sentDead(deadLetter.cause());
    acknowledgements.delete(message, tally.deadLettered);
  }

  private void handBack(MessageContext message, Duration delay) {
    Visibility visibility = message.visibility();
    visibility.release();
    if (visibility.lost()) {
      abandon(message);
      return;
    }
    Duration longest = visibility.longestDelay(nanoTime.getAsLong());
    Duration cut = delay.compareTo(longest) < 0 ? delay : longest;
    acknowledgements.handBack(message, cut, delay.isZero() ? tally.returned : tally.retried);
  }

  /** The message is redelivered when its visibility expires. */
  void abandon(MessageContext message) {
    settle(message, tally.abandoned);
  }

  private void end(Acknowledgements.Settlement settlement, boolean taken) {
    settle(settlement.message(), taken ? settlement.counter() : tally.abandoned);
  }

  private void settle(MessageContext message, LongAdder counter) {
    if (message.settle()) {
      extender.remove(message);
      counter.increment();
      bounds.settled();
    }
  }

  @Override
  public void close() {
    acknowledgements.close();
  }
}
