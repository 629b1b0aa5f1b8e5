package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class QueueConsumerTest {

  @Test
  void every_message_is_handled_and_deleted() {
    try (TestQueue queue = TestQueue.create()) {
      Set<String> handled = ConcurrentHashMap.newKeySet();
      queue.send(35);

      QueueConsumer consumer =
          queue.consume(
              settings(20),
              (delivery, _) -> {
                handled.add(delivery.body() + delivery.group());
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(35));
      assertThat(handled).hasSize(35).contains("0Type", "34Type");
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void a_slow_message_does_not_make_the_others_wait() {
    CountDownLatch end = new CountDownLatch(1);
    try (TestQueue queue = TestQueue.create()) {
      queue.send(100);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (delivery, _) -> {
                if (delivery.body().equals("7")) {
                  end.await();
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(99));
      end.countDown();
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(100));
    }
  }

  @Test
  void retry_is_redelivered_after_its_delay() {
    try (TestQueue queue = TestQueue.create()) {
      List<Long> moments = new CopyOnWriteArrayList<>();
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (delivery, _) -> {
                moments.add(System.nanoTime());
                return delivery.receiveCount() == 1
                    ? new Outcome.Retry(Duration.ofSeconds(2))
                    : new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      assertThat(Duration.ofNanos(moments.getLast() - moments.getFirst()))
          .isGreaterThan(Duration.ofMillis(1900));
      assertThat(consumer.tally()).hasToString(tally(2, 1, 1, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error", "interrupted", "nothing"})
  void a_handler_that_fails_sees_the_message_again(String failure) {
    try (TestQueue queue = TestQueue.create()) {
      queue.send(1);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (delivery, _) -> {
                if (delivery.receiveCount() == 1) {
                  return fail(failure);
                }
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      assertThat(consumer.tally()).hasToString(tally(2, 1, 1, 0));
    }
  }

  @SuppressWarnings("NullAway") // a handler without null checks
  static Outcome fail(String failure) throws InterruptedException {
    return switch (failure) {
      case "exception" -> throw new IllegalStateException("on purpose");
      case "error" -> throw new StackOverflowError("on purpose");
      case "interrupted" -> throw new InterruptedException("on purpose");
      default -> null;
    };
  }

  @Test
  void message_without_a_thread_is_redelivered() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger threads = new AtomicInteger();
      queue.send(10);
      QueueConsumer consumer =
          new QueueConsumer(
              queue.queue(),
              queue.deadLetters(),
              (_, _) -> new Outcome.Done(),
              settings(10, Duration.ofSeconds(2)),
              () -> true,
              _ -> "",
              System::nanoTime,
              work -> {
                if (threads.incrementAndGet() <= 4) {
                  throw new OutOfMemoryError("on purpose: no thread");
                }
                return Thread.ofVirtual().unstarted(work);
              });

      consumer.start();

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(10));
      assertThat(consumer.tally().abandoned.sum()).isEqualTo(4);
      consumer.stop(Duration.ofSeconds(10));
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void a_client_with_too_few_connections_is_refused_at_the_start() {
    try (TestQueue queue = TestQueue.create();
        SqsClient client = TestQueue.client(queue.proxy().endpoint(), 20)) {
      SqsQueue narrow = new SqsQueue(client, queue.queue().url());
      QueueConsumer first = consumer(narrow, queue.deadLetters());
      QueueConsumer second = consumer(narrow, queue.deadLetters());
      first.start();

      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs 14 connections, but its client has only 6 left");

      first.stop(Duration.ofSeconds(10));
      second.start();
      second.stop(Duration.ofSeconds(10));
    }
  }

  @Test
  void more_permits_than_can_be_extended_are_refused_at_the_start() {
    try (TestQueue queue = TestQueue.create()) {
      assertThatThrownBy(
              () ->
                  queue.consume(settings(41, Duration.ofSeconds(2)), (_, _) -> new Outcome.Done()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("can be extended in time with at most 40 permits, not 41");
    }
  }

  private static QueueConsumer consumer(SqsQueue queue, DeadLetters deadLetters) {
    return new QueueConsumer(queue, deadLetters, (_, _) -> new Outcome.Done(), settings(20));
  }

  private static String tally(int received, int done, int retried, int deadLettered) {
    return "received %d, done %d, retried %d, dead-lettered %d, returned 0, abandoned 0"
        .formatted(received, done, retried, deadLettered);
  }
}
