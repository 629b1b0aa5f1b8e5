package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Handlers, receives and acknowledgements do not wait for each other, and none piles up. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ConsumerBoundsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void a_permit_is_given_back_when_the_handler_returns() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger handled = new AtomicInteger();
      queue.proxy().inject(DELETE, new Fault.Refusing(503, "ServiceUnavailable"));
      queue.send(10);

      QueueConsumer consumer = queue.consume(settings(1), counting(handled));

      eventually(() -> assertThat(handled).hasValue(10));
      assertThat(consumer.tally().done.sum()).isZero();
      assertThat(consumer.load()).isEqualTo(new Bounds.Load(1, 0, 0, 10));
    }
  }

  @Test
  void failing_deletes_stop_the_receives_and_pile_up_no_messages() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger handled = new AtomicInteger();
      queue.proxy().inject(DELETE, new Fault.Refusing(503, "ServiceUnavailable"));
      queue.send(200);
      ConsumerSettings settings = settings(10);
      QueueConsumer consumer = queue.consume(settings, counting(handled));

      eventually(
          () ->
              assertThat(consumer.load().acknowledging())
                  .isGreaterThanOrEqualTo(settings.acknowledgements()));
      int deletes = queue.proxy().calls(DELETE);
      eventually(() -> assertThat(queue.proxy().calls(DELETE)).isGreaterThan(deletes + 20));
      long received = consumer.tally().received.sum();
      queue.proxy().heal();

      assertThat(received).isLessThanOrEqualTo(settings.mostInHand());
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(200));
      assertThat(handled).hasValue(200);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void slow_deletes_pile_up_neither_messages_nor_calls() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger mostInHand = new AtomicInteger();
      CompletableFuture<QueueConsumer> consumer = new CompletableFuture<>();
      queue.proxy().inject(DELETE, new Fault.LateAnswer(Duration.ofMillis(200)));
      queue.send(400);
      ConsumerSettings settings = settings(30);

      consumer.complete(
          queue.consume(
              settings,
              (_, _) -> {
                int inHand = (int) consumer.join().tally().inHand();
                mostInHand.accumulateAndGet(inHand, Math::max);
                return new Outcome.Done();
              }));

      eventually(() -> assertThat(consumer.join().tally().done.sum()).isEqualTo(400));
      assertThat(mostInHand.get()).isBetween(31, settings.mostInHand());
      assertThat(queue.proxy().mostAtOnce(DELETE)).isLessThanOrEqualTo(settings.deletesAtOnce());
    }
  }

  @Test
  void handlers_that_gave_their_permit_back_let_others_begin_up_to_a_ceiling() {
    try (TestQueue queue = TestQueue.create()) {
      CountDownLatch end = new CountDownLatch(1);
      AtomicInteger permitted = new AtomicInteger();
      AtomicInteger mostPermitted = new AtomicInteger();
      queue.send(200);
      ConsumerSettings settings = settings(10);

      QueueConsumer consumer =
          queue.consume(
              settings,
              (_, message) -> {
                mostPermitted.accumulateAndGet(permitted.incrementAndGet(), Math::max);
                permitted.decrementAndGet();
                message.returnPermit();
                message.returnPermit();
                end.await();
                return new Outcome.Done();
              });

      eventually(
          () ->
              assertThat(consumer.load().acknowledging())
                  .isGreaterThanOrEqualTo(settings.acknowledgements()));
      eventually(() -> assertThat(consumer.load().waiting()).isZero());
      assertThat(consumer.load().freePermits()).isEqualTo(10);
      assertThat(mostPermitted.get()).isBetween(1, 10);
      assertThat(consumer.tally().received.sum()).isLessThanOrEqualTo(settings.mostInHand());
      end.countDown();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(200));
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void messages_received_ahead_stay_hidden_while_they_wait() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicLong skippedNanos = new AtomicLong();
    try (TestQueue queue = TestQueue.create()) {
      queue.send("pace");
      QueueConsumer consumer =
          new QueueConsumer(
              queue.queue(),
              queue.deadLetters(),
              (delivery, _) -> passed(delivery, end),
              settings(1, Duration.ofSeconds(30)),
              () -> true,
              _ -> "",
              () -> System.nanoTime() + skippedNanos.get(),
              Thread.ofVirtual().factory());
      consumer.start();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      queue.send(11);
      eventually(() -> assertThat(consumer.load().waiting()).isPositive());
      Bounds.Load load = consumer.load();
      int inHand = load.running() + load.waiting();

      for (int extensions = 1; extensions <= 4; extensions++) {
        int expected = extensions * inHand;
        skippedNanos.addAndGet(Duration.ofSeconds(10).toNanos());
        eventually(
            () -> assertThat(consumer.extender().lags().count()).isGreaterThanOrEqualTo(expected));
      }

      assertThat(consumer.extender().lost().sum()).isZero();
      end.countDown();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(12));
      consumer.stop(LONG);
    }
  }

  @Test
  void messages_received_ahead_are_handed_back_as_soon_as_the_consumer_stops() {
    CountDownLatch end = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      queue.send("pace");
      QueueConsumer consumer = queue.consume(settings(1), (delivery, _) -> passed(delivery, end));
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      queue.send(11);
      eventually(() -> assertThat(consumer.load().waiting()).isPositive());

      CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> consumer.stop(LONG));
      eventually(() -> assertThat(queue.visible()).isEqualTo(10));
      boolean stopped = stop.isDone();
      end.countDown();
      stop.join();

      assertThat(stopped).as("the running handler is still awaited").isFalse();
      assertThat(consumer.tally().done.sum()).isEqualTo(2);
      assertThat(consumer.tally().abandoned.sum()).isZero();
      assertThat(queue.visible()).isEqualTo(10);
      assertThat(queue.hidden()).isZero();
    }
  }

  private static Handler counting(AtomicInteger handled) {
    return (_, _) -> {
      handled.incrementAndGet();
      return new Outcome.Done();
    };
  }

  /** The message that sets the pace is done at once, the others wait for the latch. */
  private static Outcome passed(Delivery delivery, CountDownLatch end) throws InterruptedException {
    if (!delivery.body().equals("pace")) {
      end.await();
    }
    return new Outcome.Done();
  }
}
