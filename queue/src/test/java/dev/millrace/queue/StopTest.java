package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class StopTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Short enough to wait for; longer than a busy machine stands still. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  /** So long that the poll is under way whenever the test comes to it. */
  private static final ConsumerSettings LONG_POLL =
      new ConsumerSettings(10, Duration.ofSeconds(20), Duration.ofSeconds(30), LONG);

  @Test
  void messages_in_processing_are_finished_deleted_and_hidden_until_then() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger executions = new AtomicInteger();
      queue.send(10);
      QueueConsumer consumer =
          queue.consume(
              settings(10, SHORT),
              (_, _) -> {
                executions.incrementAndGet();
                Thread.sleep(SHORT.multipliedBy(2));
                return new Outcome.Done();
              });
      eventually(() -> assertThat(executions).hasValue(10));
      QueueConsumer other = queue.consume(settings(10, SHORT), (_, _) -> new Outcome.Done());

      consumer.stop(LONG);

      assertThat(consumer.tally())
          .hasToString("received 10, done 10, retried 0, dead-lettered 0, returned 0, abandoned 0");
      assertThat(other.tally().received.sum()).isZero();
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void acknowledgements_are_flushed_although_the_queue_refuses_them_at_first() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(DELETE, 5, new Fault.Refusing(503, "ServiceUnavailable"));
      AtomicInteger handled = new AtomicInteger();
      queue.send(7);
      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (_, _) -> {
                handled.incrementAndGet();
                return new Outcome.Done();
              });
      eventually(() -> assertThat(handled).hasValue(7));

      consumer.stop(LONG);

      assertThat(consumer.tally().done.sum()).isEqualTo(7);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void what_the_last_poll_brings_is_handled_when_it_fits() {
    try (TestQueue queue = TestQueue.create()) {
      QueueConsumer consumer = queue.consume(LONG_POLL, (_, _) -> new Outcome.Done());
      queue.send("before");
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      eventually(() -> assertThat(queue.proxy().calls(RECEIVE)).isEqualTo(2));

      CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> consumer.stop(LONG));
      eventually(() -> assertThat(consumer.stopping()).isTrue());
      queue.send("after");
      stop.join();

      assertThat(consumer.tally().done.sum()).isEqualTo(2);
      assertThat(queue.left()).isZero();
      assertThat(queue.proxy().calls(RECEIVE)).isEqualTo(2);
    }
  }

  @Test
  void what_the_last_poll_brings_is_handed_back_at_once_when_it_does_not_fit() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger handled = new AtomicInteger();
      QueueConsumer consumer =
          queue.consume(
              LONG_POLL,
              (_, _) -> {
                handled.incrementAndGet();
                return new Outcome.Done();
              });
      eventually(() -> assertThat(queue.proxy().calls(RECEIVE)).isEqualTo(1));

      CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> consumer.stop(LONG));
      eventually(() -> assertThat(consumer.stopping()).isTrue());
      queue.send("how long that takes is not known");
      stop.join();

      assertThat(consumer.tally().returned.sum()).isEqualTo(1);
      assertThat(handled).hasValue(0);
      assertThat(queue.visible()).isEqualTo(1);
    }
  }

  @Test
  void at_the_deadline_the_rest_is_interrupted_and_handed_back_at_once() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger begun = new AtomicInteger();
      AtomicBoolean lost = new AtomicBoolean();
      queue.send(3);
      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (_, message) -> {
                begun.incrementAndGet();
                try {
                  Thread.sleep(LONG);
                } finally {
                  lost.compareAndSet(false, message.lost());
                }
                return new Outcome.Done();
              });
      eventually(() -> assertThat(begun).hasValue(3));

      consumer.stop(Duration.ofMillis(100));

      // a poll in progress may return a message that was just handed back
      assertThat(consumer.tally().returned.sum()).isGreaterThanOrEqualTo(3);
      assertThat(consumer.tally().inHand()).isZero();
      assertThat(consumer.tally().retried.sum() + consumer.tally().abandoned.sum()).isZero();
      assertThat(queue.visible()).isEqualTo(3);
      assertThat(lost).as("a stop is not a failure of the message").isFalse();
    }
  }

  @Test
  void handler_that_ignores_interrupts_is_abandoned_and_its_message_redelivered() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      queue.send(1);
      QueueConsumer consumer =
          queue.consume(
              settings(10, SHORT),
              (_, _) -> {
                begun.countDown();
                awaitStubbornly(end);
                return new Outcome.Done();
              });
      eventually(() -> assertThat(begun.getCount()).isZero());

      consumer.stop(Duration.ZERO);

      assertThat(consumer.tally())
          .hasToString("received 1, done 0, retried 0, dead-lettered 0, returned 0, abandoned 1");
      eventually(() -> assertThat(queue.visible()).isEqualTo(1));
    } finally {
      end.countDown();
    }
  }

  private static void awaitStubbornly(CountDownLatch end) {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException _) {
        // on purpose
      }
    }
  }

  @Test
  void an_unavailable_queue_does_not_block_the_stop_forever() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(DELETE, new Fault.Cut());
      queue.send(5);
      QueueConsumer consumer = queue.consume(settings(10), (_, _) -> new Outcome.Done());
      eventually(() -> assertThat(queue.proxy().calls(DELETE)).isPositive());

      consumer.stop(Duration.ofSeconds(1));

      assertThat(consumer.tally().abandoned.sum()).isEqualTo(5);
      assertThat(consumer.tally().inHand()).isZero();
    }
  }

  @Test
  void a_second_stop_changes_nothing() {
    try (TestQueue queue = TestQueue.create()) {
      queue.send(1);
      QueueConsumer consumer = queue.consume(settings(10), (_, _) -> new Outcome.Done());
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));

      consumer.stop(LONG);
      consumer.stop(LONG);

      assertThat(consumer.tally())
          .hasToString("received 1, done 1, retried 0, dead-lettered 0, returned 0, abandoned 0");
    }
  }
}
