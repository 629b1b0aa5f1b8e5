package dev.millrace.deadletter;

import dev.millrace.queue.DeadLetterWalk;
import dev.millrace.queue.sqs.Delivery;
import java.util.List;
import java.util.function.Predicate;

/**
 * A round through the dead letters of some queues. It meets each letter once: those of a queue are
 * gathered first and dealt with afterwards, so what dies again meanwhile is for the next round.
 */
public final class LetterRound {

  private final List<LetterQueue> queues;
  private final Predicate<DeadLetter> wanted;
  private final int most;
  private final Rate rate;

  /**
   * Prepares a round.
   *
   * @param most letters to be met; all of a queue's are in memory at once
   */
  public LetterRound(List<LetterQueue> queues, Predicate<DeadLetter> wanted, int most, Rate rate) {
    this.queues = List.copyOf(queues);
    this.wanted = wanted;
    this.most = most;
    this.rate = rate;
  }

  /** What is done with a letter. */
  @FunctionalInterface
  public interface Visitor {

    /**
     * Meets a letter.
     *
     * @param delete takes the letter from its queue; without that it is handed back
     */
    void visit(DeadLetter letter, Runnable delete) throws InterruptedException;
  }

  /**
   * How a round ended.
   *
   * @param met letters that were met
   * @param limited whether it was as many as were asked for, so that there may be more
   * @param missing letters that the queues said they had and did not bring, by their own estimate:
   *     somebody else has them in hand
   */
  public record Ended(int met, boolean limited, long missing) {}

  /**
   * Goes round once.
   *
   * @throws InterruptedException when this thread is interrupted; what was not deleted is handed
   *     back, as after any other exception
   */
  public Ended go(Visitor visitor) throws InterruptedException {
    int met = 0;
    long missing = 0;
    for (LetterQueue queue : queues) {
      if (met == most) {
        return new Ended(met, true, missing);
      }
      try (DeadLetterWalk walk = DeadLetterWalk.begin(queue.letters(), rate.interval())) {
        List<DeadLetter> letters = gather(walk, queue, most - met);
        met += letters.size();
        missing += met < most ? walk.missing() : 0;
        for (DeadLetter letter : letters) {
          rate.await();
          visitor.visit(letter, () -> walk.delete(letter.delivery()));
        }
      }
    }
    return new Ended(met, met == most, missing);
  }

  private List<DeadLetter> gather(DeadLetterWalk walk, LetterQueue queue, int most) {
    Predicate<Delivery> chosen = delivery -> wanted.test(DeadLetter.of(queue, delivery));
    return walk.gather(chosen, most).stream()
        .map(delivery -> DeadLetter.of(queue, delivery))
        .toList();
  }
}
