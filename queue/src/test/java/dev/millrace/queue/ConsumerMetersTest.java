package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.FaultProxy;
import dev.millrace.queue.server.TestQueue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ConsumerMetersTest {

  private final TestQueue queue = TestQueue.create();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void what_became_of_messages_is_counted() {
    queue.send(20);
    QueueConsumer consumer =
        meter(
            queue.consume(
                settings(10),
                (delivery, _) ->
                    switch (delivery.body()) {
                      case "1", "2" -> new Outcome.Done(true);
                      case "3" -> new Outcome.DeadLetter(Outcome.Cause.MALFORMED, "on purpose");
                      case "4" ->
                          delivery.receiveCount() == 1
                              ? new Outcome.Retry(Duration.ofSeconds(1))
                              : new Outcome.Done();
                      default -> new Outcome.Done();
                    }));

    eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(19));
    eventually(() -> assertThat(consumer.load().freePermits()).isPositive());

    assertThat(counter("millrace.messages.received")).isEqualTo(21);
    assertThat(counter("millrace.messages.settled", "outcome", "done")).isEqualTo(19);
    assertThat(counter("millrace.messages.settled", "outcome", "retried")).isEqualTo(1);
    assertThat(counter("millrace.messages.settled", "outcome", "dead_lettered")).isEqualTo(1);
    assertThat(counter("millrace.duplicates.skipped")).isEqualTo(2);
    assertThat(counter("millrace.dead.letters", "reason", "malformed")).isEqualTo(1);
    assertThat(counter("millrace.dead.letters", "reason", "failed")).isZero();
    assertThat(registry.get("millrace.queue.age").functionTimer().count())
        .as("messages that were new")
        .isEqualTo(20);
    assertThat(registry.get("millrace.queue.age").functionTimer().totalTime(TimeUnit.SECONDS))
        .isBetween(0.0, 1200.0);
  }

  @Test
  void calls_are_counted_by_kind_and_by_how_much_they_brought() {
    queue.send(10);
    QueueConsumer consumer = meter(queue.consume(settings(10), (_, _) -> new Outcome.Done()));

    eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(10));
    eventually(() -> assertThat(counter("millrace.receives", "fill", "empty")).isPositive());

    assertThat(counter("millrace.queue.calls", "kind", "receive"))
        .isGreaterThanOrEqualTo(
            counter("millrace.receives", "fill", "empty")
                + counter("millrace.receives", "fill", "partial")
                + counter("millrace.receives", "fill", "full"));
    assertThat(counter("millrace.queue.calls", "kind", "delete"))
        .isEqualTo(queue.proxy().calls(FaultProxy.DELETE));
    assertThat(registry.get("millrace.queue.calls.per.thousand").gauge().value())
        .isGreaterThanOrEqualTo(200);
  }

  @Test
  void a_running_handler_takes_a_permit_and_extensions_are_timed() {
    CountDownLatch end = new CountDownLatch(1);
    queue.send(1);
    meter(
        queue.consume(
            settings(3, Duration.ofSeconds(2)),
            (_, _) -> {
              end.await();
              return new Outcome.Done();
            }));

    eventually(
        () ->
            assertThat(registry.get("millrace.extension.lag").functionTimer().count())
                .isGreaterThanOrEqualTo(1));

    assertThat(registry.get("millrace.messages.in.hand").gauge().value()).isEqualTo(1);
    assertThat(registry.get("millrace.permits.free").gauge().value()).isEqualTo(2);
    assertThat(registry.get("millrace.extension.lag.max").timeGauge().value(TimeUnit.SECONDS))
        .isBetween(0.0, 60.0);
    end.countDown();
    eventually(
        () -> assertThat(registry.get("millrace.messages.in.hand").gauge().value()).isZero());
  }

  @Test
  void deletes_that_fail_are_counted() {
    queue.send(1);
    queue.proxy().inject(FaultProxy.DELETE, 1, new Fault.RefusingEntry(0, false));
    QueueConsumer consumer = meter(queue.consume(settings(3), (_, _) -> new Outcome.Done()));

    eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(1));

    assertThat(counter("millrace.deletes.failed")).isEqualTo(1);
  }

  @Test
  void a_visibility_that_cannot_be_kept_is_counted_as_lost() {
    CountDownLatch end = new CountDownLatch(1);
    queue.send(1);
    queue.proxy().inject(FaultProxy.EXTEND, new Fault.Refusing(503, "ServiceUnavailable"));
    meter(
        queue.consume(
            settings(1, Duration.ofSeconds(2)),
            (_, _) -> {
              end.await();
              return new Outcome.Done();
            }));

    eventually(() -> assertThat(counter("millrace.visibility.lost")).isEqualTo(1));

    end.countDown();
  }

  @Test
  void a_handler_that_ignores_that_its_time_is_over_is_shown_until_it_ends() {
    CountDownLatch end = new CountDownLatch(1);
    queue.send(1);
    meter(
        queue.consume(
            new ConsumerSettings(
                2, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1)),
            (_, _) -> {
              awaitDeaf(end);
              return new Outcome.Done();
            }));

    eventually(() -> assertThat(overdue()).isEqualTo(1));
    end.countDown();

    eventually(() -> assertThat(overdue()).isZero());
  }

  private double overdue() {
    return registry.get("millrace.messages.overdue").gauge().value();
  }

  private static void awaitDeaf(CountDownLatch end) {
    boolean ended = false;
    while (!ended) {
      try {
        end.await();
        ended = true;
      } catch (InterruptedException _) {
        // deaf
      }
    }
  }

  @Test
  void every_meter_has_its_queue_and_a_description() {
    meter(queue.consume(settings(1), (_, _) -> new Outcome.Done()));

    assertThat(registry.getMeters())
        .hasSizeGreaterThan(20)
        .extracting(Meter::getId)
        .allSatisfy(
            id -> {
              assertThat(id.getName()).startsWith("millrace.");
              assertThat(id.getTag("queue")).isEqualTo(queue.queue().name());
              assertThat(id.getDescription()).isNotBlank();
            });
  }

  private QueueConsumer meter(QueueConsumer consumer) {
    new ConsumerMeters(consumer).bindTo(registry);
    return consumer;
  }

  private double counter(String name, String... tags) {
    return registry.get(name).tags(tags).functionCounter().count();
  }
}
