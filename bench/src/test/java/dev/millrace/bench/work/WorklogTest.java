package dev.millrace.bench.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.time.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class WorklogTest {

  private static final Instant BEGINNING = Instant.parse("2024-06-10T06:13:20Z");

  private final SettableClock clock = new SettableClock(BEGINNING);

  @Test
  void a_body_describes_its_task() {
    Task task = new Task(59_999, 25_000, Task.micros(BEGINNING));

    assertThat(Task.of(task.body())).isEqualTo(task);
  }

  @Test
  void time_in_the_queue_counts_from_the_beginning_or_from_the_sending_if_that_was_later()
      throws InterruptedException {
    Worklog log = new Worklog(2, clock);
    String early = new Task(0, 0, Task.micros(BEGINNING.minusSeconds(60))).body();

    clock.advance(Duration.ofMillis(30));
    String late = new Task(1, 0, Task.micros(clock.instant())).body();
    clock.advance(Duration.ofMillis(10));
    log.handle(early);
    log.handle(late);

    assertThat(log.queuedMillis(0)).isEqualTo(10);
    assertThat(log.queuedMillis(0.99)).isEqualTo(40);
    assertThat(log.seconds()).isEqualTo(0.04);
  }

  @Test
  void a_redelivered_task_is_finished_once_at_its_first_time() throws InterruptedException {
    Worklog log = new Worklog(1, clock);
    String body = new Task(0, 0, Task.micros(BEGINNING)).body();

    clock.advance(Duration.ofMillis(5));
    log.handle(body);
    clock.advance(Duration.ofSeconds(60));
    log.handle(body);

    assertThat(log.finished()).isEqualTo(1);
    assertThat(log.deliveries()).isEqualTo(2);
    assertThat(log.queuedMillis(0.99)).isEqualTo(5);
  }

  @Test
  void the_window_begins_with_the_slow_task_and_lets_it_go_at_its_end() throws Exception {
    Worklog log = new Worklog(2, InstantSource.system());
    Thread slow = Thread.ofVirtual().start(() -> handle(log, new Task(0, 600_000, 0)));
    Thread fast = Thread.ofVirtual().start(() -> handle(log, new Task(1, 100, 0)));

    double rate = log.window(true, 400);

    assertThat(slow.join(Duration.ofSeconds(10))).isTrue();
    fast.join();
    assertThat(rate).isBetween(0.1, 2.5);
    assertThat(log.finished()).isEqualTo(2);
  }

  private static void handle(Worklog log, Task task) {
    try {
      log.handle(task.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
