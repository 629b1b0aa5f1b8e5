package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class AcknowledgementsTest {

  private static final Handler DONE = (_, _) -> new Outcome.Done();

  @Test
  void refused_entry_is_retried_singly() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(DELETE, 1, new Fault.RefusingEntry(0, false));
      queue.send(10);

      QueueConsumer consumer = queue.consume(settings(10), DONE);

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(10));
      assertThat(consumer.tally().received.sum()).isEqualTo(10);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void an_entry_that_can_never_be_deleted_is_abandoned() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(DELETE, 1, new Fault.RefusingEntry(0, true));
      queue.send(1);

      QueueConsumer consumer = queue.consume(settings(1, Duration.ofSeconds(2)), DONE);

      eventually(() -> assertThat(queue.left()).isZero());
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));
      assertThat(consumer.tally().abandoned.sum()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.queue.server.QueueServerFaultsTest#faults")
  void a_batch_whose_call_fails_loses_nothing(Fault fault) {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger handled = new AtomicInteger();
      queue.proxy().inject(DELETE, 3, fault);
      queue.send(10);

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (_, _) -> {
                handled.incrementAndGet();
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(10));
      assertThat(handled).hasValue(10);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void a_message_that_came_twice_is_deleted_twice_in_one_batch() {
    try (TestQueue queue = TestQueue.create()) {
      AtomicInteger handled = new AtomicInteger();
      queue.send(5);
      queue.consume(
          settings(20),
          (_, _) -> {
            if (handled.incrementAndGet() == 5) {
              queue.proxy().inject(RECEIVE, 1, new Fault.SecondDelivery());
            }
            eventually(() -> assertThat(handled.get()).isGreaterThanOrEqualTo(10));
            return new Outcome.Done();
          });

      eventually(() -> assertThat(queue.left()).isZero());

      assertThat(handled).hasValue(10);
    }
  }
}
