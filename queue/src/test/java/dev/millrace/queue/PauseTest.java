package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class PauseTest {

  @Test
  void nothing_is_received_while_the_gate_is_shut() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicBoolean open = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      queue.send(5);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              () -> {
                asked.incrementAndGet();
                return open.get();
              },
              (_, _) -> new Outcome.Done());
      eventually(() -> assertThat(asked).hasValueGreaterThan(2));
      int receives = queue.proxy().calls(RECEIVE);
      open.set(true);

      assertThat(receives).isZero();
      assertThat(consumer.alive()).isTrue();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(5));
    }
  }

  @Test
  void a_paused_consumer_stops_at_once() {
    try (TestQueue queue = TestQueue.create()) {
      QueueConsumer consumer =
          queue.consume(settings(10), () -> false, (_, _) -> new Outcome.Done());

      consumer.stop(Duration.ofMinutes(5));

      assertThat(queue.proxy().calls(RECEIVE)).isZero();
    }
  }

  @Test
  void a_gate_that_throws_is_asked_again() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger asked = new AtomicInteger();
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              () -> {
                if (asked.incrementAndGet() <= 2) {
                  throw new IllegalStateException("on purpose");
                }
                return true;
              },
              (_, _) -> new Outcome.Done());

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
    }
  }

  /**
   * An hour of the source's outage, compressed: the handler finds it unavailable and shuts the
   * gate.
   */
  @Test
  void an_outage_costs_a_message_one_delivery_and_makes_no_dead_letter() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicBoolean unavailable = new AtomicBoolean(true);
      AtomicBoolean open = new AtomicBoolean(true);
      Map<String, Integer> deliveries = new ConcurrentHashMap<>();
      queue.send(100);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              open::get,
              (delivery, _) -> {
                deliveries.merge(delivery.body(), 1, Integer::sum);
                if (unavailable.get()) {
                  open.set(false);
                  return new Outcome.Retry(Duration.ofSeconds(1));
                }
                return new Outcome.Done();
              });
      eventually(() -> assertThat(open).isFalse());
      eventually(() -> assertThat(consumer.tally().inHand()).isZero());
      eventually(() -> assertThat(queue.visible()).isEqualTo(100));
      unavailable.set(false);
      open.set(true);

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(100));
      assertThat(deliveries.values()).allMatch(count -> count <= 2);
      assertThat(consumer.tally().retried.sum()).isLessThanOrEqualTo(20);
      assertThat(queue.left()).isZero();
      assertThat(queue.dead()).isEmpty();
    }
  }
}
