package dev.millrace.queue;

import static dev.millrace.queue.Eventually.eventually;
import static dev.millrace.queue.FaultProxy.DELETE;
import static dev.millrace.queue.FaultProxy.RECEIVE;
import static dev.millrace.queue.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
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
  void an_entry_that_was_refused_is_tried_again_singly() {
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
  void an_entry_that_can_never_be_deleted_keeps_no_permit() {
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
  @MethodSource("dev.millrace.queue.QueueServerFaultsTest#faults")
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
  void a_permit_is_given_back_when_the_delete_is_confirmed_and_not_before() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(DELETE, new Fault.Refusing(503, "ServiceUnavailable"));
      queue.send(2);

      QueueConsumer consumer = queue.consume(settings(1), DONE);
      eventually(() -> assertThat(queue.proxy().calls(DELETE)).isGreaterThan(2));
      int receives = queue.proxy().calls(RECEIVE);
      queue.proxy().heal();

      assertThat(receives).isEqualTo(1);
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(2));
    }
  }

  @Test
  void slow_deletes_pile_up_neither_messages_nor_calls() {
    try (TestQueue queue = TestQueue.create()) {
      LongAccumulator mostInHand = new LongAccumulator(Math::max, 0);
      queue.proxy().inject(DELETE, new Fault.LateAnswer(Duration.ofMillis(200)));
      queue.send(200);
      Tally[] tally = {new Tally()};

      QueueConsumer consumer =
          queue.consume(
              settings(30),
              (_, _) -> {
                mostInHand.accumulate(tally[0].inHand());
                return new Outcome.Done();
              });
      tally[0] = consumer.tally();

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(200));
      assertThat(mostInHand.get()).isLessThanOrEqualTo(30);
      assertThat(queue.proxy().mostAtOnce(DELETE)).isLessThanOrEqualTo(3);
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
