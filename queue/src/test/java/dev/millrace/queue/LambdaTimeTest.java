package dev.millrace.queue;

import static dev.millrace.queue.FunctionBatches.AGAIN;
import static dev.millrace.queue.FunctionBatches.DONE;
import static dev.millrace.queue.FunctionBatches.TIME;
import static dev.millrace.queue.FunctionBatches.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is worked on in the time that a batch has. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LambdaTimeTest {

  @AutoClose private final TestQueue queue = TestQueue.create();
  private final FunctionBatches batches = new FunctionBatches(queue);

  @ParameterizedTest
  @CsvSource({"10, true, 0", "9, false, 1"})
  void a_slow_message_is_handed_back_before_the_time_is_over_and_the_others_are_done(
      int permits, boolean tooLong, int visibleAtOnce) {
    List<Delivery> batch = batches.received(10);
    CountDownLatch others = new CountDownLatch(9);
    AtomicBoolean lost = new AtomicBoolean();

    Set<String> failed =
        batches
            .consumer(
                permits,
                (delivery, message) -> {
                  if (!delivery.body().equals("7")) {
                    others.countDown();
                    return DONE;
                  }
                  others.await();
                  batches.skip(TIME.minusSeconds(9));
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    lost.set(message.lost());
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
    List<Delivery> batch = batches.received(1);
    Duration time = Duration.ofSeconds(3);
    AtomicLong worked = new AtomicLong();
    long begun = System.nanoTime();

    batches
        .consumer(
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
    List<Delivery> batch = batches.received(2);
    CountDownLatch answered = new CountDownLatch(1);

    Set<String> failed =
        batches
            .consumer(
                10,
                (delivery, _) -> {
                  if (delivery.body().equals("1")) {
                    batches.skip(TIME.minusSeconds(1));
                    uninterruptibly(answered);
                  }
                  return DONE;
                })
            .handle(batch, TIME);
    answered.countDown();

    assertThat(failed).isEqualTo(ids(batch, "1"));
  }

  @Test
  void interrupted_caller_gets_the_results_so_far() {
    List<Delivery> batch = batches.received(2);
    Thread caller = Thread.currentThread();
    CountDownLatch first = new CountDownLatch(1);

    Set<String> failed =
        batches
            .consumer(
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
  void no_more_messages_are_worked_on_at_once_than_there_are_permits() {
    List<Delivery> batch = batches.received(6);
    Semaphore two = new Semaphore(2);
    AtomicBoolean third = new AtomicBoolean();

    Set<String> failed =
        batches
            .consumer(
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
  void a_message_beats_meanwhile_and_no_beat_outlasts_the_call() {
    List<Delivery> batch = batches.received(1);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();

    Set<String> failed =
        batches
            .consumer(
                1,
                (_, message) -> {
                  Thread worker = Thread.currentThread();
                  message.onBeat(
                      () -> {
                        begun.countDown();
                        joined(worker);
                        ended.set(true);
                      });
                  batches.skip(Duration.ofSeconds(15));
                  begun.await();
                  return DONE;
                })
            .handle(batch, TIME);

    assertThat(failed).isEmpty();
    assertThat(ended).isTrue();
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
