package dev.millrace.operator.deadletter;

import dev.millrace.queue.deadletter.DeadLetterWalk;
import dev.millrace.queue.sqs.Delivery;
import java.util.List;
import java.util.function.Predicate;

/**
 * A round through the dead letters of some queues. It visits each letter once, as soon as it is
 * received; only ids and receipts of visited letters are in memory.
 */
public final class DeadLetterRound {

  private final List<DeadLetterQueue> queues;
  private final Predicate<DeadLetter> wanted;
  private final int most;
  private final Rate rate;

  /**
   * Prepares a round.
   *
   * @param most maximum number of letters to visit
   */
  public DeadLetterRound(
      List<DeadLetterQueue> queues, Predicate<DeadLetter> wanted, int most, Rate rate) {
    this.queues = List.copyOf(queues);
    this.wanted = wanted;
    this.most = most;
    this.rate = rate;
  }

  /** Handles a letter. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Visits a letter.
     *
     * @param delete removes the letter from its queue; without a call it is returned
     */
    void visit(DeadLetter letter, Runnable delete) throws InterruptedException;
  }

  /**
   * How a round ended.
   *
   * @param met letters that were visited
   * @param limited whether the maximum was reached, so that there may be more
   * @param missing letters that the queues reported but did not deliver, by their own estimate:
   *     another consumer holds them
   */
  public record Ended(int met, boolean limited, long missing) {

    /** Whether all letters were met. */
    public boolean complete() {
      return !limited && missing == 0;
    }
  }

  /**
   * Makes one round.
   *
   * @throws InterruptedException when this thread is interrupted; letters that were not deleted are
   *     returned, as after any other exception
   */
  public Ended go(Visitor visitor) throws InterruptedException {
    int met = 0;
    long missing = 0;
    for (DeadLetterQueue queue : queues) {
      if (met == most) {
        return new Ended(met, true, missing);
      }
      try (DeadLetterWalk walk = DeadLetterWalk.begin(queue.letters(), rate.interval())) {
        met += visit(walk, queue, most - met, visitor);
        missing += met < most ? walk.missing() : 0;
      }
    }
    return new Ended(met, met == most, missing);
  }

  private int visit(DeadLetterWalk walk, DeadLetterQueue queue, int most, Visitor visitor)
      throws InterruptedException {
    int met = 0;
    for (List<Delivery> next = walk.next(); !next.isEmpty(); next = walk.next()) {
      for (Delivery delivery : next) {
        DeadLetter letter = DeadLetter.of(queue, delivery);
        if (wanted.test(letter)) {
          rate.await();
          visitor.visit(letter, () -> walk.delete(delivery));
          met++;
        }
        if (met == most) {
          return met;
        }
      }
    }
    return met;
  }
}
