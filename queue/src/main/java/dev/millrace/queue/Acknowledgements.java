package dev.millrace.queue;

import dev.millrace.queue.sqs.Batches;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Deletes messages or makes them visible again after a delay. Retries while a message is still
 * hidden; afterwards it is redelivered anyway. {@link Bounds} limits the number of waiting
 * messages.
 */
final class Acknowledgements implements AutoCloseable {

  /** How long a batch waits to fill up. It holds no permits. */
  private static final Duration LINGER = Duration.ofMillis(20);

  private final Batches<Settlement> deletes;
  private final Batches<Settlement> handBacks;

  /**
   * The fate of a message.
   *
   * @param delay until it is visible again; zero for a delete
   * @param counter that counts the message once the queue has confirmed its fate
   */
  record Settlement(MessageContext message, Duration delay, LongAdder counter) {

    private boolean worthwhile() {
      return !message.visibility().lost();
    }

    @Override
    public String toString() {
      return message.toString();
    }
  }

  /**
   * @param more whether more acknowledgements can come, in addition to the unconfirmed ones
   * @param ended called once for each settlement, with whether the queue confirmed it
   */
  Acknowledgements(
      SqsQueue queue,
      ConsumerSettings settings,
      BooleanSupplier more,
      BiConsumer<Settlement, Boolean> ended) {
    deletes =
        new Batches<>(
            "delete-" + queue.name(),
            LINGER,
            settings.deletesAtOnce(),
            batch -> queue.delete(deliveries(batch), ConsumerSettings.DELETE_TIMEOUT),
            more,
            Settlement::worthwhile,
            ended);
    handBacks =
        new Batches<>(
            "hand-back-" + queue.name(),
            LINGER,
            ConsumerSettings.HAND_BACKS_AT_ONCE,
            batch ->
                queue.changeVisibility(
                    deliveries(batch),
                    batch.stream().map(Settlement::delay).toList(),
                    settings.extensionTimeout()),
            more,
            Settlement::worthwhile,
            ended);
  }

  private static List<Delivery> deliveries(List<Settlement> batch) {
    return batch.stream().map(settlement -> settlement.message().delivery()).toList();
  }

  void start() {
    deletes.start();
    handBacks.start();
  }

  void delete(MessageContext message, LongAdder counter) {
    deletes.add(new Settlement(message, Duration.ZERO, counter));
  }

  /** The visibility must have been released, so that no extension lands afterwards. */
  void handBack(MessageContext message, Duration delay, LongAdder counter) {
    handBacks.add(new Settlement(message, delay, counter));
  }

  /** Whether none of the loops has ended. */
  boolean running() {
    return deletes.running() && handBacks.running();
  }

  @Override
  public void close() {
    deletes.close();
    handBacks.close();
  }
}
