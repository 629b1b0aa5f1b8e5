package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.aws.LocalQueues;
import dev.millrace.queue.server.TestQueue;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Liveness and readiness of a consumer. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HealthTest {

  private final AtomicLong skippedNanos = new AtomicLong();

  @Test
  void it_is_ready_after_a_receive_even_an_empty_one() {
    try (TestQueue queue = TestQueue.create()) {
      QueueConsumer consumer = consumer(queue, () -> true, (_, _) -> new Outcome.Done());

      assertThat(consumer.trouble()).contains("no receive has succeeded yet");
      assertThat(consumer.alive()).isTrue();
      consumer.start();

      eventually(() -> assertThat(consumer.trouble()).isEmpty());
      consumer.stop(Duration.ZERO);
      assertThat(consumer.trouble()).contains("the consumer is stopping");
    }
  }

  @Test
  void it_is_not_ready_while_the_queue_server_is_unavailable() {
    LocalQueues first = LocalQueues.start();
    int port = URI.create(first.endpoint()).getPort();
    try (TestQueue queue = TestQueue.on(first)) {
      String name = queue.queue().name();
      QueueConsumer consumer = consumer(queue, () -> true, (_, _) -> new Outcome.Done());
      consumer.start();
      eventually(() -> assertThat(consumer.trouble()).isEmpty());

      first.close();
      eventually(() -> assertThat(failing(consumer)).startsWith("receiving failed: "));
      eventually(() -> assertThat(consumer.alive()).isTrue());

      try (LocalQueues second = LocalQueues.start(port)) {
        second.createQueue(name, 30);
        eventually(() -> assertThat(consumer.trouble()).isEmpty());
        consumer.stop(Duration.ZERO);
      }
    }
  }

  /** Lets the time pass after which a failure is no longer one of a moment. */
  private String failing(QueueConsumer consumer) {
    skip(Duration.ofSeconds(7));
    return consumer.trouble().orElse("");
  }

  @Test
  void a_pause_is_not_a_fault() {
    try (TestQueue queue = TestQueue.create()) {
      QueueConsumer consumer = consumer(queue, () -> false, (_, _) -> new Outcome.Done());
      consumer.start();

      skip(Duration.ofHours(1));

      assertThat(consumer.trouble()).isEmpty();
      eventually(() -> assertThat(consumer.alive()).isTrue());
      consumer.stop(Duration.ZERO);
    }
  }

  @Test
  void having_no_permit_left_is_not_a_fault() {
    CountDownLatch end = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      queue.send(1);
      QueueConsumer consumer =
          consumer(
              queue,
              () -> true,
              (_, _) -> {
                end.await();
                return new Outcome.Done();
              });
      consumer.start();
      eventually(() -> assertThat(consumer.load().freePermits()).isZero());
      eventually(() -> assertThat(consumer.tally().received.sum()).isEqualTo(1));

      skip(Duration.ofMinutes(1));

      assertThat(consumer.trouble()).isEmpty();
      eventually(() -> assertThat(consumer.alive()).isTrue());
      end.countDown();
      consumer.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void a_stuck_poller_is_a_fault() {
    CountDownLatch unstuck = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      QueueConsumer consumer =
          consumer(
              queue,
              () -> {
                stuck.countDown();
                return passed(unstuck);
              },
              (_, _) -> new Outcome.Done());
      consumer.start();
      assertThat(passed(stuck)).isTrue();
      assertThat(consumer.alive()).isTrue();

      skip(Duration.ofSeconds(30));

      assertThat(consumer.alive()).isFalse();
      unstuck.countDown();
      eventually(() -> assertThat(consumer.alive()).isTrue());
      consumer.stop(Duration.ZERO);
    }
  }

  /** The first one pauses after its first receive, and turns; the second one hangs in its own. */
  @Test
  void a_stuck_poller_is_a_fault_although_another_one_turns() {
    CountDownLatch unstuck = new CountDownLatch(1);
    CountDownLatch stuck = new CountDownLatch(1);
    Set<Thread> received = ConcurrentHashMap.newKeySet();
    AtomicInteger pauses = new AtomicInteger();
    try (TestQueue queue = TestQueue.create()) {
      queue.send(20);
      Bounds bounds =
          new Bounds(
              settings(20),
              () -> {
                boolean first = received.contains(Thread.currentThread());
                pauses.addAndGet(first ? 1 : 0);
                return !first;
              },
              _ -> "",
              System::nanoTime);
      Pollers pollers =
          new Pollers(
              queue.queue(),
              settings(20),
              bounds,
              () -> {},
              (_, _, _) -> {
                received.add(Thread.currentThread());
                if (received.size() > 1) {
                  stuck.countDown();
                  passed(unstuck);
                }
              },
              () -> System.nanoTime() + skippedNanos.get());
      pollers.start();
      assertThat(passed(stuck)).isTrue();

      skip(Duration.ofSeconds(30));

      int before = pauses.get();
      eventually(() -> assertThat(pauses.get()).isGreaterThan(before + 5));
      assertThat(pollers.turning()).isFalse();
      unstuck.countDown();
      eventually(() -> assertThat(pollers.turning()).isTrue());
      bounds.close();
    }
  }

  private QueueConsumer consumer(TestQueue queue, BooleanSupplier open, Handler handler) {
    return new QueueConsumer(
        queue.queue(),
        queue.deadLetters(),
        handler,
        settings(1),
        open,
        _ -> "",
        () -> System.nanoTime() + skippedNanos.get(),
        Thread.ofVirtual().factory());
  }

  private void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  private static boolean passed(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
