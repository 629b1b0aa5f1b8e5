package dev.millrace.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Deletes what is done: ten at a time, or whatever there is after 20 ms. What a batch did not
 * delete is tried again singly. The consumer's permits bound how much can wait here.
 */
final class Acknowledgements implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Acknowledgements.class);
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final SqsQueue queue;
  private final Consumer<Hold> settled;
  private final LinkedBlockingQueue<Hold> waiting = new LinkedBlockingQueue<>();
  private final Thread loop;

  /**
   * @param settled told once for each hold when its delete is confirmed or was given up
   */
  Acknowledgements(SqsQueue queue, Consumer<Hold> settled) {
    this.queue = queue;
    this.settled = settled;
    this.loop = Thread.ofVirtual().name("acknowledgements-" + queue.name()).unstarted(this::run);
  }

  void start() {
    loop.start();
  }

  void add(Hold hold) {
    waiting.add(hold);
  }

  private void run() {
    try {
      while (true) {
        List<Hold> batch = nextBatch();
        Thread.ofVirtual().name("delete-" + queue.name()).start(() -> delete(batch));
      }
    } catch (InterruptedException _) {
      // closed; the consumer has seen to it that nothing waits any more
    }
  }

  private List<Hold> nextBatch() throws InterruptedException {
    List<Hold> batch = new ArrayList<>(SqsQueue.BATCH);
    batch.add(waiting.take());
    long end = System.nanoTime() + LINGER.toNanos();
    while (batch.size() < SqsQueue.BATCH) {
      @Nullable Hold next = waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return batch;
      }
      batch.add(next);
    }
    return batch;
  }

  private void delete(List<Hold> batch) {
    try {
      List<Delivery> failed = tryDelete(batch.stream().map(Hold::delivery).toList());
      for (Delivery delivery : failed) {
        deleteSingly(delivery);
      }
    } finally {
      batch.forEach(settled);
    }
  }

  private void deleteSingly(Delivery delivery) {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (tryDelete(List.of(delivery)).isEmpty()) {
        return;
      }
      try {
        Thread.sleep(PAUSE.multipliedBy(attempt));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    log.warn("{} could not be deleted; it will be delivered again and skipped then", delivery);
  }

  private List<Delivery> tryDelete(List<Delivery> deliveries) {
    try {
      return queue.delete(deliveries);
    } catch (SdkException e) {
      log.warn("deleting {} messages failed: {}", deliveries.size(), e.getMessage());
      return deliveries;
    }
  }

  @Override
  public void close() {
    loop.interrupt();
  }
}
