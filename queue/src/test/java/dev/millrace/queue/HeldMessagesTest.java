package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.EXTEND;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a consumer does for the messages in its hands, and what happens when it cannot. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HeldMessagesTest {

  /** Short enough to wait for; longer than a busy machine stands still. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  @Test
  void a_message_stays_hidden_for_three_times_its_visibility() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger executions = new AtomicInteger();
      Handler slow =
          (_, _) -> {
            executions.incrementAndGet();
            Thread.sleep(SHORT.multipliedBy(3));
            return new Outcome.Done();
          };
      queue.send(1);

      QueueConsumer one = queue.consume(settings(10, SHORT), slow);
      QueueConsumer other = queue.consume(settings(10, SHORT), slow);

      eventually(() -> assertThat(one.tally().done.sum() + other.tally().done.sum()).isEqualTo(1));
      assertThat(executions).hasValue(1);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void a_done_message_stays_hidden_until_its_delete_gets_through() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger executions = new AtomicInteger();
      queue.proxy().inject(DELETE, new Fault.Refusing(503, "ServiceUnavailable"));
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(10, SHORT),
              (_, _) -> {
                executions.incrementAndGet();
                return new Outcome.Done();
              });
      eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isGreaterThan(4));
      queue.proxy().heal();

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      assertThat(executions).hasValue(1);
    }
  }

  @Test
  void handler_sees_a_lost_visibility() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicBoolean told = new AtomicBoolean();
      queue.proxy().inject(EXTEND, new Fault.Refusing(500, "InternalError"));
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(10, SHORT),
              (delivery, message) -> {
                if (delivery.receiveCount() == 1) {
                  eventually(() -> assertThat(message.lost()).isTrue());
                  told.set(true);
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(queue.left()).isZero());
      eventually(() -> assertThat(told).isTrue());
      eventually(() -> assertThat(inHand(consumer)).isZero());
    }
  }

  @Test
  void stale_receipt_does_not_delete_the_next_delivery() {
    CountDownLatch end = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(EXTEND, new Fault.Cut());
      queue.send(1);
      QueueConsumer first =
          queue.consume(
              settings(1, SHORT),
              (_, message) -> {
                eventually(() -> assertThat(message.lost()).isTrue());
                end.await();
                return new Outcome.Done();
              });
      eventually(() -> assertThat(first.tally().received.sum()).isEqualTo(1));
      CountDownLatch taken = new CountDownLatch(1);
      CountDownLatch successorEnd = new CountDownLatch(1);
      QueueConsumer second =
          queue.consume(
              settings(1, Duration.ofSeconds(30)),
              (_, _) -> {
                taken.countDown();
                successorEnd.await();
                return new Outcome.Done();
              });
      eventually(() -> assertThat(taken.getCount()).isZero());

      end.countDown();
      eventually(() -> assertThat(inHand(first)).isZero());

      assertThat(queue.hidden()).isEqualTo(1);
      successorEnd.countDown();
      eventually(() -> assertThat(second.tally().done.sum()).isEqualTo(1));
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void message_over_its_time_limit_is_interrupted_and_redelivered() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicBoolean told = new AtomicBoolean();
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              new ConsumerSettings(10, TestQueue.POLL_WAIT, SHORT, Duration.ofSeconds(1)),
              (delivery, message) -> {
                if (delivery.receiveCount() == 1) {
                  try {
                    Thread.sleep(Duration.ofMinutes(1));
                  } finally {
                    told.set(message.lost());
                  }
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      eventually(() -> assertThat(told).isTrue());
      assertThat(consumer.tally().retried.sum()).isEqualTo(1);
    }
  }

  @Test
  void a_back_off_waits_for_the_extension_under_way_and_so_has_the_last_word() {
    try (TestQueue queue = TestQueue.create()) {
      Duration visibility = Duration.ofSeconds(4);
      queue.proxy().inject(EXTEND, 1, new Fault.LateRequest(Duration.ofMillis(600)));
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(1, visibility),
              (delivery, _) -> {
                if (delivery.receiveCount() == 1) {
                  eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isEqualTo(1));
                  return new Outcome.Retry(Duration.ZERO);
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      assertThat(queue.proxy().calls(EXTEND)).as("extension, then back-off").isEqualTo(2);
      assertThat(queue.proxy().mostAtOnce(EXTEND)).isEqualTo(1);
    }
  }

  @Test
  void delay_is_cut_to_the_rest_of_the_twelve_hours() {
    long hour = Duration.ofHours(1).toNanos();
    Delivery delivery = new Delivery("id", "receipt", "body", "", 1, Instant.EPOCH);

    Visibility visibility = new MessageContext(delivery, 0, 0, settings(10)).visibility();

    assertThat(visibility.longestDelay(0)).isEqualTo(Duration.ofHours(12).minusMinutes(1));
    assertThat(visibility.longestDelay(11 * hour)).isEqualTo(Duration.ofMinutes(59));
    assertThat(visibility.longestDelay(13 * hour)).isEqualTo(Duration.ZERO);
  }

  @Test
  void a_clock_that_jumps_hours_ahead_costs_a_delivery_and_nothing_else() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicLong jump = new AtomicLong();
      queue.send(20);
      QueueConsumer consumer =
          new QueueConsumer(
              queue.queue(),
              queue.deadLetters(),
              (delivery, _) -> {
                if (delivery.receiveCount() == 1) {
                  Thread.sleep(Duration.ofMinutes(1));
                }
                return new Outcome.Done();
              },
              settings(20, SHORT),
              () -> true,
              _ -> "",
              () -> System.nanoTime() + jump.get(),
              Thread.ofVirtual().factory());
      consumer.start();
      eventually(() -> assertThat(consumer.tally().received.sum()).isEqualTo(20));

      jump.set(Duration.ofHours(13).toNanos());

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(20));
      assertThat(queue.left()).isZero();
      assertThat(consumer.alive()).isTrue();
      consumer.stop(Duration.ofSeconds(10));
    }
  }

  private static long inHand(QueueConsumer consumer) {
    return consumer.tally().inHand();
  }
}
