package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What the consumer costs: SQS is paid by the call. */
@Timeout(120)
@Isolated("other tests would take the time that it lingers")
class CallsTest {

  @Test
  void a_full_backlog_takes_hardly_more_calls_than_the_floor_of_two_hundred_per_thousand() {
    int fewest = Integer.MAX_VALUE;

    // what else the machine does can only make them more
    for (int round = 0; round < 8 && fewest > 210; round++) {
      fewest = Math.min(fewest, callsForAThousand());
    }

    assertThat(fewest).isLessThanOrEqualTo(210);
  }

  private static int callsForAThousand() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(RECEIVE, new Fault.LateAnswer(Duration.ofMillis(5)));
      queue.proxy().inject(DELETE, new Fault.LateAnswer(Duration.ofMillis(5)));
      queue.send(1000);

      QueueConsumer consumer = queue.consume(settings(20), (_, _) -> new Outcome.Done());

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1000));
      return queue.proxy().calls(RECEIVE) + queue.proxy().calls(DELETE);
    }
  }

  @Test
  void pollers_grow_with_the_backlog_and_shrink_to_one_without() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(RECEIVE, new Fault.LateAnswer(Duration.ofMillis(50)));
      queue.send(300);

      QueueConsumer consumer = queue.consume(settings(50), (_, _) -> new Outcome.Done());

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(300));
      assertThat(queue.proxy().mostAtOnce(RECEIVE)).isBetween(3, 5);
      eventually(() -> assertThat(consumer.pollers()).isEqualTo(1));
    }
  }

  @Test
  void an_idle_queue_is_asked_once_per_wait() {
    try (TestQueue queue = TestQueue.create()) {
      ConsumerSettings settings = settings(50);
      long begun = System.nanoTime();

      queue.consume(settings, (_, _) -> new Outcome.Done());

      eventually(() -> assertThat(queue.proxy().calls(RECEIVE)).isEqualTo(4));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void two_queues_do_not_wait_for_each_other() {
    try (TestQueue busy = TestQueue.create();
        TestQueue idle = TestQueue.create()) {
      Map<String, String> handled = new ConcurrentHashMap<>();
      busy.send(50);

      idle.consume(settings(10), (_, _) -> new Outcome.Done());
      QueueConsumer consumer =
          busy.consume(
              settings(10),
              (delivery, _) -> {
                handled.put(delivery.body(), "");
                return new Outcome.Done();
              });

      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(50));
      assertThat(handled).hasSize(50);
    }
  }
}
