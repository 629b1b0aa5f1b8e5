package dev.millrace.operator.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RateTest {

  @AfterEach
  void calm_down() {
    Thread.interrupted();
  }

  @Test
  void a_rate_spaces_actions() throws InterruptedException {
    Rate rate = Rate.perSecond(100, System::nanoTime);
    long begun = System.nanoTime();

    for (int i = 0; i < 11; i++) {
      rate.await();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void slow_actions_are_not_caught_up() throws InterruptedException {
    long[] now = {0};
    Rate rate = Rate.perSecond(1_000_000, () -> now[0]);
    rate.await();
    now[0] = Duration.ofMinutes(1).toNanos();

    rate.await();
    long begun = System.nanoTime();
    rate.await();

    assertThat(System.nanoTime() - begun).as("it waits again").isGreaterThanOrEqualTo(1000);
  }

  @Test
  void an_interrupt_is_heard_also_without_a_limit() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Rate.unlimited().await()).isInstanceOf(InterruptedException.class);
  }
}
