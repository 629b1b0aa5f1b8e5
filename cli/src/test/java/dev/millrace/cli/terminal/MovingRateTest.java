package dev.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MovingRateTest {

  private final MovingRate rate = new MovingRate();

  @Test
  void the_rest_takes_as_long_as_an_equal_amount_took() {
    add(0, 0);
    add(60, 300);

    assertThat(rate.nanosFor(600)).hasValue(nanos(120));
    assertThat(rate.nanosFor(0)).hasValue(0);
  }

  @Test
  void only_the_last_three_minutes_count() {
    add(0, 0);
    add(60, 6000);
    add(120, 6060);
    add(240, 6180);

    assertThat(rate.nanosFor(60)).hasValue(nanos(60));
  }

  @Test
  void without_progress_the_time_is_unknown() {
    assertThat(rate.nanosFor(1)).isEmpty();
    add(0, 7);
    assertThat(rate.nanosFor(1)).isEmpty();
    add(60, 7);
    assertThat(rate.nanosFor(1)).isEmpty();
  }

  private void add(long second, long done) {
    rate.add(nanos(second), done);
  }

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
