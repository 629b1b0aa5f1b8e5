package dev.millrace.queue;

import static dev.millrace.queue.TestQueue.settings;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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
class BatchConsumerTest {

  private static final Duration TIME = Duration.ofMinutes(5);
  private static final Outcome DONE = new Outcome.Done();
  private static final Outcome AGAIN = new Outcome.Retry(Duration.ofSeconds(5));

  private final TestQueue queue = TestQueue.create();
  private final AtomicLong skippedNanos = new AtomicLong();

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void what_is_done_or_given_up_is_removed_and_nothing_else() {
    List<Delivery> batch = received(6);

    Set<String> failed =
        consumer(
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
    List<Delivery> batch = received(3);

    Set<String> failed =
        consumer(10, (_, _) -> QueueConsumerTest.fail(failure)).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0", "1", "2"));
  }

  @Test
  void without_threads_all_messages_stay_failed() {
    List<Delivery> batch = received(2);
    ThreadFactory none =
        _ -> {
          throw new OutOfMemoryError("no thread, on purpose");
        };

    Set<String> failed = consumer(10, (_, _) -> DONE, none).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0", "1"));
  }

  @ParameterizedTest
  @CsvSource({"10, true, 0", "9, false, 1"})
  void a_slow_message_is_handed_back_before_the_time_is_over_and_the_others_are_done(
      int permits, boolean tooLong, int visibleAtOnce) {
    List<Delivery> batch = received(10);
    CountDownLatch others = new CountDownLatch(9);
    AtomicBoolean lost = new AtomicBoolean();

    Set<String> failed =
        consumer(
                permits,
                (delivery, hold) -> {
                  if (!delivery.body().equals("7")) {
                    others.countDown();
                    return DONE;
                  }
                  others.await();
                  skip(TIME.minusSeconds(9));
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    lost.set(hold.lost());
                  }
                  return DONE;
                })
            .handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "7"));
    assertThat(lost.get()).as("too long, unless it may have waited for others").isEqualTo(tooLong);
    assertThat(queue.visible()).isEqualTo(visibleAtOnce);
    assertThat(queue.hidden()).isEqualTo(10 - visibleAtOnce);
  }

  @Test
  void of_a_short_time_two_thirds_are_for_the_work() {
    List<Delivery> batch = received(1);
    Duration time = Duration.ofSeconds(3);
    AtomicLong worked = new AtomicLong();
    long begun = System.nanoTime();

    consumer(
            1,
            (_, _) -> {
              try {
                return new CountDownLatch(1).await(1, TimeUnit.MINUTES) ? DONE : AGAIN;
              } finally {
                worked.set(System.nanoTime() - begun);
              }
            })
        .handle(batch, time);

    assertThat(Duration.ofNanos(worked.get())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void a_handler_that_ignores_its_interrupt_is_not_waited_for() {
    List<Delivery> batch = received(2);
    CountDownLatch answered = new CountDownLatch(1);

    Set<String> failed =
        consumer(
                10,
                (delivery, _) -> {
                  if (delivery.body().equals("1")) {
                    skip(TIME.minusSeconds(1));
                    uninterruptibly(answered);
                  }
                  return DONE;
                })
            .handle(batch, TIME);
    answered.countDown();

    assertThat(failed).isEqualTo(ids(batch, "1"));
  }

  @Test
  void an_interrupted_caller_is_answered_with_what_is_done_so_far() {
    List<Delivery> batch = received(2);
    Thread caller = Thread.currentThread();
    CountDownLatch first = new CountDownLatch(1);

    Set<String> failed =
        consumer(
                10,
                (delivery, _) -> {
                  if (delivery.body().equals("0")) {
                    first.countDown();
                    return DONE;
                  }
                  first.await();
                  caller.interrupt();
                  new CountDownLatch(1).await();
                  return DONE;
                })
            .handle(batch, TIME);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failed).containsAll(ids(batch, "1"));
  }

  @Test
  void a_dead_letter_that_cannot_be_sent_is_a_failed_message() {
    List<Delivery> batch = received(1);
    queue.proxy().inject(FaultProxy.SEND_DEAD, new Fault.Refusing(403, "AccessDenied"));

    Set<String> failed =
        consumer(10, (_, _) -> new Outcome.DeadLetter("on purpose")).handle(batch, TIME);

    assertThat(failed).isEqualTo(ids(batch, "0"));
    assertThat(queue.dead()).isEmpty();
  }

  @Test
  void what_is_to_be_tried_again_stays_hidden_for_longer_than_its_receive_hid_it()
      throws Exception {
    queue.send(1);
    List<Delivery> batch = queue.queue().receive(1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    long receivedNanos = System.nanoTime();

    consumer(10, (_, _) -> AGAIN).handle(batch, TIME);
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
      assertThat(BatchConsumer.delay(deliveries, wanted, RandomGenerator.getDefault()))
          .isBetween(least, most);
    }
  }

  @Test
  void a_message_that_is_in_a_batch_twice_is_handled_once() {
    List<Delivery> batch = new ArrayList<>(received(2));
    batch.add(batch.getFirst());
    AtomicInteger handled = new AtomicInteger();

    Set<String> failed =
        consumer(
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
        consumer(200, (delivery, _) -> Integer.parseInt(delivery.body()) % 2 == 0 ? DONE : AGAIN)
            .handle(batch, TIME);

    assertThat(failed)
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "id" + (2 * i + 1)).collect(toSet()));
  }

  @Test
  void no_more_messages_are_worked_on_at_once_than_there_are_permits() {
    List<Delivery> batch = received(6);
    Semaphore two = new Semaphore(2);
    AtomicBoolean third = new AtomicBoolean();

    Set<String> failed =
        consumer(
                2,
                (_, _) -> {
                  if (!two.tryAcquire()) {
                    third.set(true);
                  }
                  Thread.sleep(20);
                  two.release();
                  return DONE;
                })
            .handle(batch, TIME);

    assertThat(failed).isEmpty();
    assertThat(third).isFalse();
  }

  @Test
  void a_hold_beats_meanwhile_and_no_beat_is_under_way_when_the_answer_is_there() {
    List<Delivery> batch = received(1);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();

    Set<String> failed =
        consumer(
                1,
                (_, hold) -> {
                  Thread worker = Thread.currentThread();
                  hold.onBeat(
                      () -> {
                        begun.countDown();
                        joined(worker);
                        ended.set(true);
                      });
                  skip(Duration.ofSeconds(15));
                  begun.await();
                  return DONE;
                })
            .handle(batch, TIME);

    assertThat(failed).isEmpty();
    assertThat(ended).isTrue();
  }

  private BatchConsumer consumer(int permits, Handler handler) {
    return consumer(permits, handler, Thread.ofVirtual().factory());
  }

  private BatchConsumer consumer(int permits, Handler handler, ThreadFactory threads) {
    return new BatchConsumer(
        queue.queue(),
        DeadLetters.of(queue.queue(), "test-function"),
        handler,
        settings(permits),
        () -> System.nanoTime() + skippedNanos.get(),
        threads);
  }

  private void skip(Duration time) {
    skippedNanos.addAndGet(time.toNanos());
  }

  /** Messages with the bodies 0, 1, 2, …, hidden as long as the test takes. */
  private List<Delivery> received(int count) {
    queue.send(count);
    List<Delivery> batch = new ArrayList<>();
    while (batch.size() < count) {
      batch.addAll(queue.queue().receive(10, Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }
    return batch;
  }

  private static Set<String> ids(List<Delivery> batch, String... bodies) {
    return batch.stream()
        .filter(delivery -> List.of(bodies).contains(delivery.body()))
        .map(Delivery::id)
        .collect(toSet());
  }

  private static void uninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException _) {
        // ignored, which is the point
      }
    }
  }

  /** Waits for the end of the thread, and a moment longer. */
  private static void joined(Thread thread) {
    try {
      thread.join();
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
