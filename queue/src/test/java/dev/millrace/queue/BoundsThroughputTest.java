package dev.millrace.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulation of pollers, handlers and deletes around the bounds, on a clock of its own. */
class BoundsThroughputTest {

  private static final int SECONDS = 10;

  @ParameterizedTest(name = "{0} permits, handler {1} ms, receive {2} ms, delete {3} ms")
  @CsvSource({
    "4, 5, 5, 20, 0.79",
    "4, 20, 5, 20, 0.95",
    "10, 5, 5, 5, 0.95",
    "10, 20, 5, 40, 0.9",
    "100, 20, 5, 5, 0.95",
    "100, 20, 20, 20, 0.95",
    "100, 50, 20, 40, 0.95",
    "1, 50, 5, 50, 0.95",
  })
  void a_permit_handles_as_fast_as_its_handler_whatever_a_delete_takes(
      int permits, int handler, int receive, int delete, double share) {
    Simulation simulation = new Simulation(permits, handler, receive, delete);

    simulation.run();

    double ideal = 1000.0 * SECONDS * permits / handler;
    assertThat(simulation.handled / ideal).isBetween(share, 1.0);
    assertThat((double) simulation.received / simulation.receives)
        .as("messages per receive")
        .isGreaterThan(9.5);
    assertThat(simulation.mostInHand).isLessThanOrEqualTo(simulation.settings.mostInHand());
  }

  @ParameterizedTest(name = "{0} permits")
  @CsvSource({"1", "10", "35", "100"})
  void deletes_that_never_end_stop_the_receives(int permits) {
    Simulation simulation = new Simulation(permits, 1, 5, SECONDS * 2000);

    simulation.run();

    assertThat(simulation.received).isLessThanOrEqualTo(simulation.settings.mostInHand());
    assertThat(simulation.handled).isEqualTo(simulation.received);
  }

  @ParameterizedTest(name = "{0} permits")
  @CsvSource({"1", "10", "35", "100"})
  void handlers_that_turn_slow_stop_the_receives(int permits) {
    Simulation simulation = new Simulation(permits, 1, 5, 5);
    simulation.handlerMillis = () -> simulation.now < 1000 ? 1 : Duration.ofMinutes(10).toMillis();

    simulation.run();

    Bounds.Load load = simulation.bounds.load();
    assertThat(load.running()).isEqualTo(permits);
    assertThat(load.waiting()).isLessThanOrEqualTo(simulation.settings.ahead());
    assertThat(load.acknowledging()).as("less than a batch").isLessThan(SqsQueue.BATCH);
  }

  /** Something that happens at a time. */
  private record Event(long at, long number, Runnable action) {}

  private static final class Simulation {

    private final ConsumerSettings settings;
    private final Bounds bounds;
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final int receiveMillis;
    private final int deleteMillis;
    private LongSupplier handlerMillis;
    private final Deque<Integer> idlePollers = new ArrayDeque<>();
    private int acknowledged;
    private int deletes;
    private long now;
    private long number;
    private int receives;
    private int received;
    private int handled;
    private int settled;
    private int mostInHand;

    Simulation(int permits, int handlerMillis, int receiveMillis, int deleteMillis) {
      this.settings = BoundsTest.settings(permits);
      this.bounds = new Bounds(settings, () -> true, _ -> "", System::nanoTime);
      this.handlerMillis = () -> handlerMillis;
      this.receiveMillis = receiveMillis;
      this.deleteMillis = deleteMillis;
    }

    void run() {
      IntStream.range(0, settings.mostPollers()).forEach(idlePollers::add);
      poll();
      while (!events.isEmpty() && events.element().at() < SECONDS * 1000L) {
        Event event = events.remove();
        now = event.at();
        event.action().run();
        poll();
      }
    }

    private void after(long millis, Runnable action) {
      events.add(new Event(now + millis, number++, action));
    }

    private void poll() {
      int most = idlePollers.isEmpty() ? 0 : ask();
      while (most > 0) {
        int asked = most;
        int poller = idlePollers.remove();
        receives++;
        after(receiveMillis, () -> answer(poller, asked));
        most = idlePollers.isEmpty() ? 0 : ask();
      }
    }

    private int ask() {
      try {
        return bounds.ask(Duration.ZERO);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void answer(int poller, int asked) {
      received += asked;
      mostInHand = Math.max(mostInHand, received - settled);
      bounds
          .received(IntStream.range(0, asked).mapToObj(BoundsTest::message).toList())
          .begun()
          .forEach(_ -> begin());
      bounds.answered(asked);
      idlePollers.add(poller);
    }

    private void begin() {
      long millis = handlerMillis.getAsLong();
      after(millis, () -> end(millis));
    }

    private void end(long millis) {
      handled++;
      @Nullable MessageContext next =
          bounds.returned(BoundsTest.message(0), Duration.ofMillis(millis).toNanos());
      if (next != null) {
        begin();
      }
      acknowledged++;
      delete();
    }

    private void delete() {
      boolean full = acknowledged >= SqsQueue.BATCH || !bounds.moreToAcknowledge();
      if (acknowledged > 0 && deletes < settings.deletesAtOnce() && full) {
        int batch = Math.min(acknowledged, SqsQueue.BATCH);
        acknowledged -= batch;
        deletes++;
        after(deleteMillis, () -> deleted(batch));
      }
    }

    private void deleted(int batch) {
      deletes--;
      settled += batch;
      IntStream.range(0, batch).forEach(_ -> bounds.settled());
      delete();
    }
  }
}
