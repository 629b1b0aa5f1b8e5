package dev.millrace.queue;

import static dev.millrace.queue.FunctionBatches.AGAIN;
import static dev.millrace.queue.FunctionBatches.DONE;
import static dev.millrace.queue.FunctionBatches.TIME;
import static dev.millrace.queue.FunctionBatches.ids;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.FaultProxy;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LambdaConsumerTest {

  @AutoClose private final TestQueue queue = TestQueue.create();
  private final FunctionBatches batches = new FunctionBatches(queue);

  @Test
  void only_done_and_dead_lettered_messages_are_removed() {
    List<Delivery> batch = batches.received(6);

    Set<String> failed =
        batches
            .consumer(
                10,
                (delivery, _) ->
                    switch (delivery.body()) {
                      case "0", "1" -> DONE;
                      case "2" -> new Outcome.DeadLetter("on purpose");
                      case "3" -> AGAIN;
                      case "4" -> throw new IllegalStateException("on purpose");
                      default -> throw new StackOverflowError("on purpose");
                    })
            .handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "3", "4", "5"));
    assertThat(queue.dead()).extracting(Message::body).containsExactly("2");
    assertThat(queue.left()).as("deleting is up to Lambda").isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error", "interrupted", "nothing"})
  void a_handler_that_fails_leaves_all_messages_as_failed(String failure) {
    List<Delivery> batch = batches.received(3);

    Set<String> failed =
        batches.consumer(10, (_, _) -> QueueConsumerTest.fail(failure)).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0", "1", "2"));
  }

  @Test
  void without_threads_all_messages_stay_failed() {
    List<Delivery> batch = batches.received(2);
    ThreadFactory none =
        _ -> {
          throw new OutOfMemoryError("no thread, on purpose");
        };

    Set<String> failed = batches.consumer(10, (_, _) -> DONE, none).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0", "1"));
  }

  @Test
  void a_dead_letter_that_cannot_be_sent_is_a_failed_message() {
    List<Delivery> batch = batches.received(1);
    queue.proxy().inject(FaultProxy.SEND_DEAD, new Fault.Refusing(403, "AccessDenied"));

    Set<String> failed =
        batches.consumer(10, (_, _) -> new Outcome.DeadLetter("on purpose")).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0"));
    assertThat(queue.dead()).isEmpty();
  }

  @Test
  void retried_message_stays_hidden_for_longer_than_by_its_receive() throws Exception {
    queue.send(1);
    List<Delivery> batch = queue.queue().receive(1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    long receivedNanos = System.nanoTime();

    batches.consumer(10, (_, _) -> AGAIN).handle(batch, TIME);
    while (System.nanoTime() - receivedNanos < Duration.ofMillis(1500).toNanos()) {
      Thread.sleep(10);
    }

    assertThat(queue.hidden()).isEqualTo(1);
    assertThat(queue.visible()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT0S, PT0S, PT0S",
    "1, PT2S, PT1M, PT1M30S",
    "2, PT2S, PT2M, PT3M",
    "4, PT2S, PT8M, PT12M",
    "100, PT2S, PT8M, PT12M",
    "1, PT7M, PT7M, PT7M",
  })
  void delays_are_long_since_a_batch_cannot_pause(
      int deliveries, Duration wanted, Duration least, Duration most) {
    for (int i = 0; i < 100; i++) {
      assertThat(LambdaConsumer.delay(deliveries, wanted)).isBetween(least, most);
    }
  }

  @Test
  void a_message_that_is_in_a_batch_twice_is_handled_once() {
    List<Delivery> batch = new ArrayList<>(batches.received(2));
    batch.add(batch.getFirst());
    AtomicInteger handled = new AtomicInteger();

    Set<String> failed =
        batches
            .consumer(
                10,
                (_, _) -> {
                  handled.incrementAndGet();
                  return AGAIN;
                })
            .handle(batch, TIME);

    assertThat(handled).hasValue(2);
    assertThat(failed).isEqualTo(ids(batch, "0", "1"));
  }

  @Test
  void of_many_at_once_none_is_lost_even_if_none_can_be_handed_back() {
    List<Delivery> batch =
        IntStream.range(0, 200)
            .mapToObj(i -> new Delivery("id" + i, "no receipt", "" + i, "", 1, Instant.EPOCH))
            .toList();

    Set<String> failed =
        batches
            .consumer(
                200, (delivery, _) -> Integer.parseInt(delivery.body()) % 2 == 0 ? DONE : AGAIN)
            .handle(batch, TIME);

    assertThat(failed)
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "id" + (2 * i + 1)).collect(toSet()));
  }
}
