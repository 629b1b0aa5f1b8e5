package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Permits are shared between the groups of messages. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class FairSharesTest {

  @Test
  void messages_of_one_group_that_hang_do_not_hold_back_those_of_another() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    AtomicInteger quick = new AtomicInteger();
    try (TestQueue queue = TestQueue.create()) {
      queue.send("hangs", 20);
      queue.send("quick", 300);

      QueueConsumer consumer =
          queue.consume(
              settings(4),
              () -> true,
              Delivery::group,
              (delivery, _) -> {
                if (delivery.group().equals("hangs")) {
                  hanging.incrementAndGet();
                  end.await();
                } else {
                  quick.incrementAndGet();
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(quick).hasValue(300));
      assertThat(hanging.get()).isEqualTo(3);
      end.countDown();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(320));
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void slow_group_keeps_messages_for_its_permits_while_others_pass() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicLong skippedNanos = new AtomicLong();
    AtomicInteger mostReceives = new AtomicInteger();
    try (TestQueue queue = TestQueue.create()) {
      queue.send("slow", 6);
      QueueConsumer consumer =
          new QueueConsumer(
              queue.queue(),
              queue.deadLetters(),
              (delivery, _) -> {
                if (delivery.group().equals("slow")) {
                  mostReceives.accumulateAndGet(delivery.receiveCount(), Math::max);
                  end.await();
                }
                return new Outcome.Done();
              },
              settings(4, Duration.ofSeconds(30)),
              () -> true,
              Delivery::group,
              () -> System.nanoTime() + skippedNanos.get(),
              Thread.ofVirtual().factory());
      consumer.start();
      eventually(() -> assertThat(consumer.load().running()).isEqualTo(3));

      skippedNanos.addAndGet(Duration.ofSeconds(3).toNanos());
      eventually(() -> assertThat(consumer.load().waiting()).isEqualTo(3));
      queue.send("quick", 3);
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(3));
      assertThat(consumer.load().waiting()).isEqualTo(3);
      end.countDown();

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(9));
      assertThat(mostReceives).hasValue(1);
      consumer.stop(Duration.ofMinutes(1));
    }
  }

  @Test
  void looking_for_other_groups_costs_few_receives() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger mostReceives = new AtomicInteger();
    try (TestQueue queue = TestQueue.create()) {
      queue.send("hangs", 20);

      QueueConsumer consumer =
          queue.consume(
              settings(4),
              () -> true,
              Delivery::group,
              (delivery, _) -> {
                mostReceives.accumulateAndGet(delivery.receiveCount(), Math::max);
                end.await();
                return new Outcome.Done();
              });
      Thread.sleep(Duration.ofSeconds(12));
      end.countDown();

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(20));
      assertThat(mostReceives.get()).isLessThan(12);
    }
  }
}
