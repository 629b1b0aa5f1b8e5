package dev.millrace.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * Tells the queue what became of messages: deleted, or visible again after a delay. Goes on trying
 * while a message is still hidden; after that it comes again anyway. The consumer's permits bound
 * how much can wait here.
 */
final class Acknowledgements implements AutoCloseable {

  private final AtomicInteger deleting = new AtomicInteger();
  private final Batches<Settlement> deletes;
  private final Batches<Settlement> handBacks;

  /**
   * The fate of a message.
   *
   * @param delay until it is visible again; zero for a delete
   * @param counter of what the message counts as once the queue knows
   */
  record Settlement(Hold hold, Duration delay, LongAdder counter) {

    private Delivery delivery() {
      return hold.delivery();
    }

    private boolean worthwhile() {
      return !hold.gone();
    }

    @Override
    public String toString() {
      return delivery().toString();
    }
  }

  /**
   * @param ended told once for each settlement, with whether the queue took it
   */
  Acknowledgements(
      SqsQueue queue, ConsumerSettings settings, BiConsumer<Settlement, Boolean> ended) {
    deletes =
        new Batches<>(
            "delete-" + queue.name(),
            settings.deletesAtOnce(),
            batch -> queue.delete(deliveries(batch), ConsumerSettings.DELETE_TIMEOUT),
            Settlement::worthwhile,
            (settlement, taken) -> {
              deleting.decrementAndGet();
              ended.accept(settlement, taken);
            });
    handBacks =
        new Batches<>(
            "hand-back-" + queue.name(),
            ConsumerSettings.HAND_BACKS_AT_ONCE,
            batch ->
                queue.changeVisibility(
                    deliveries(batch),
                    batch.stream().map(Settlement::delay).toList(),
                    settings.extensionTimeout()),
            Settlement::worthwhile,
            ended);
  }

  private static List<Delivery> deliveries(List<Settlement> batch) {
    return batch.stream().map(Settlement::delivery).toList();
  }

  void start() {
    deletes.start();
    handBacks.start();
  }

  void delete(Hold hold, LongAdder counter) {
    deleting.incrementAndGet();
    deletes.add(new Settlement(hold, Duration.ZERO, counter));
  }

  /** The hold must have been released, so that no extension lands afterwards. */
  void handBack(Hold hold, Duration delay, LongAdder counter) {
    handBacks.add(new Settlement(hold, delay, counter));
  }

  /** Whether none of the loops has ended. */
  boolean running() {
    return deletes.running() && handBacks.running();
  }

  /** How many messages wait for their delete to be confirmed. */
  int deleting() {
    return deleting.get();
  }

  @Override
  public void close() {
    deletes.close();
    handBacks.close();
  }
}
