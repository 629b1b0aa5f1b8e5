package dev.millrace.queue;

import static dev.millrace.queue.server.TestQueue.settings;
import static java.util.stream.Collectors.toSet;

import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Batches from the queue of a test, and consumers of them whose clock the test can put forward. */
final class FunctionBatches {

  /** What a batch has, unless a test says otherwise. */
  static final Duration TIME = Duration.ofMinutes(5);

  static final Outcome DONE = new Outcome.Done();
  static final Outcome AGAIN = new Outcome.Retry(Duration.ofSeconds(5));

  private final TestQueue queue;
  private final AtomicLong skippedNanos = new AtomicLong();

  FunctionBatches(TestQueue queue) {
    this.queue = queue;
  }

  LambdaConsumer consumer(int permits, Handler handler) {
    return consumer(permits, handler, Thread.ofVirtual().factory());
  }

  LambdaConsumer consumer(int permits, Handler handler, ThreadFactory threads) {
    return new LambdaConsumer(
        queue.queue(),
        DeadLetters.of(queue.queue(), "test-function"),
        handler,
        settings(permits),
        () -> System.nanoTime() + skippedNanos.get(),
        threads);
  }

  void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  /** Messages with the bodies 0, 1, 2, …, hidden as long as the test takes. */
  List<Delivery> received(int count) {
    queue.send(count);
    List<Delivery> batch = new ArrayList<>();
    while (batch.size() < count) {
      batch.addAll(queue.queue().receive(10, Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }
    return batch;
  }

  /** The ids of the messages with these bodies. */
  static Set<String> ids(List<Delivery> batch, String... bodies) {
    return batch.stream()
        .filter(delivery -> List.of(bodies).contains(delivery.body()))
        .map(Delivery::id)
        .collect(toSet());
  }
}
