package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.message.BucketsMessage;
import dev.millrace.message.MessageCodec;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before all tests
final class AggregateHintsTest {

  private static final Window WHERE = new Window(0, 300);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static SendingQueues queues;

  private final String queue = queues.create();
  private final AtomicLong nanos = new AtomicLong();
  private final AggregateHints hints =
      new AggregateHints(queues.sender(queue), INTERVAL, nanos::get);

  @BeforeAll
  static void open() {
    queues = new SendingQueues();
  }

  @AfterAll
  static void close() {
    queues.close();
  }

  @BeforeEach
  void nothing_was_sent() {
    queues.whenTaken(() -> {});
    queues.delays();
  }

  @Test
  void the_first_hint_is_visible_at_once() {
    hints.send("T", WHERE);

    assertThat(queues.take(queue))
        .extracting(message -> new MessageCodec().decode(message.body()))
        .containsExactly(new BucketsMessage("T", WHERE));
  }

  @Test
  void a_second_one_waits_for_the_interval_and_stands_for_all_that_follow() {
    hints.send("T", WHERE);
    pass(Duration.ofSeconds(3));
    hints.send("T", WHERE);
    pass(Duration.ofSeconds(3));
    hints.send("T", WHERE);

    assertThat(queues.delays()).containsExactly(Duration.ZERO, Duration.ofSeconds(7));
    assertThat(queues.take(queue)).hasSize(1);
    assertThat(queues.delayed(queue)).isEqualTo(1);
  }

  @Test
  void after_the_interval_a_hint_is_visible_at_once_again() {
    hints.send("T", WHERE);
    pass(INTERVAL);
    hints.send("T", WHERE);

    assertThat(queues.take(queue)).hasSize(2);
    assertThat(queues.delays()).containsExactly(Duration.ZERO, Duration.ZERO);
  }

  @Test
  void once_the_delayed_hint_is_visible_the_next_one_is_delayed_too() {
    hints.send("T", WHERE);
    hints.send("T", WHERE);
    pass(INTERVAL.plusSeconds(1));
    hints.send("T", WHERE);

    assertThat(queues.delays()).containsExactly(Duration.ZERO, INTERVAL, INTERVAL.minusSeconds(1));
  }

  @Test
  void types_do_not_wait_for_each_other() {
    hints.send("T", WHERE);
    hints.send("U", WHERE);

    assertThat(queues.take(queue)).hasSize(2);
  }

  @Test
  void a_hint_that_was_not_sent_does_not_keep_the_next_one_back() {
    AtomicLong calls = new AtomicLong();
    queues.whenTaken(
        () -> {
          if (calls.incrementAndGet() != 2) {
            throw new IllegalStateException("refused");
          }
        });
    assertThatThrownBy(() -> hints.send("T", WHERE)).hasMessageContaining("refused");
    hints.send("T", WHERE);
    assertThatThrownBy(() -> hints.send("T", WHERE)).hasMessageContaining("refused");
    queues.whenTaken(() -> {});

    hints.send("T", WHERE);

    assertThat(queues.delays())
        .containsExactly(Duration.ZERO, Duration.ZERO, INTERVAL, Duration.ZERO);
  }

  @Test
  void many_at_once_make_one_hint_now_and_one_later() throws Exception {
    int callers = 16;
    CyclicBarrier together = new CyclicBarrier(callers);

    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        all.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  hints.send("T", WHERE);
                  return queue;
                }));
      }
    }

    for (Future<?> one : all) {
      one.get();
    }
    assertThat(queues.delays()).containsExactlyInAnyOrder(Duration.ZERO, INTERVAL);
  }

  /** Also where the clock, which may start anywhere, wraps around, and between whole seconds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void none_is_lost_and_never_are_two_within_an_interval(long seed) {
    Random random = new Random(seed);
    nanos.set(Long.MAX_VALUE - Duration.ofMinutes(2).toNanos());
    long start = nanos.get();
    List<Duration> visible = new ArrayList<>();
    for (int call = 0; call < 100; call++) {
      pass(Duration.ofMillis(random.nextInt(random.nextInt(10) == 0 ? 25_000 : 4_000)));
      Duration now = Duration.ofNanos(nanos.get() - start);

      hints.send("T", WHERE);

      queues.delays().forEach(delay -> visible.add(now.plus(delay)));
      Duration last = visible.getLast();
      assertThat(last).as("call %d: visible after it", call).isGreaterThanOrEqualTo(now);
      assertThat(last).as("call %d: soon", call).isLessThan(now.plus(INTERVAL).plusSeconds(1));
    }

    for (int i = 1; i < visible.size(); i++) {
      assertThat(visible.get(i).minus(visible.get(i - 1)))
          .as("between hints %d and %d", i - 1, i)
          .isGreaterThanOrEqualTo(INTERVAL);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
