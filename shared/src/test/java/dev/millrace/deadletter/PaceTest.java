package dev.millrace.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PaceTest {

  @AfterEach
  void calm_down() {
    Thread.interrupted();
  }

  @Test
  void so_many_a_second_take_their_time() throws InterruptedException {
    Pace pace = Pace.perSecond(100, System::nanoTime);
    long begun = System.nanoTime();

    for (int i = 0; i < 11; i++) {
      pace.await();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void what_took_longer_anyway_is_not_made_up_for() throws InterruptedException {
    long[] now = {0};
    Pace pace = Pace.perSecond(1_000_000, () -> now[0]);
    pace.await();
    now[0] = Duration.ofMinutes(1).toNanos();

    pace.await();
    long begun = System.nanoTime();
    pace.await();

    assertThat(System.nanoTime() - begun).as("it waits again").isGreaterThanOrEqualTo(1000);
  }

  @Test
  void an_interrupt_is_heard_also_without_a_limit() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Pace.unlimited().await()).isInstanceOf(InterruptedException.class);
  }
}
