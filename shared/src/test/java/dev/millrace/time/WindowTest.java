package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowTest {

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "-1, -2", "9223372036854775807, -9223372036854775808"})
  void a_window_that_holds_no_second_is_refused_with_its_bounds(long from, long to) {
    assertThatThrownBy(() -> new Window(from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[%d, %d)".formatted(from, to));
  }

  @ParameterizedTest
  @CsvSource({"-9223372036854775808, 0", "0, 9223372036854775807"})
  void an_invalid_bound_is_refused(long from, long to) {
    assertThatThrownBy(() -> new Window(from, to))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[%d, %d)".formatted(from, to));
  }

  @Test
  void the_widest_window_can_be_measured_and_printed() {
    Window all = new Window(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond());

    assertThat(all.seconds()).isPositive();
    assertThat(all).hasToString("[-1000000000-01-01T00:00:00Z, +1000000000-12-31T23:59:59Z)");
  }

  @Test
  void a_window_is_half_open() {
    Window second = new Window(7, 8);

    assertThat(second.seconds()).isEqualTo(1);
    assertThat(second.clippedTo(new Window(8, 9))).isEmpty();
    assertThat(second.clippedTo(new Window(6, 7))).isEmpty();
    assertThat(second.clippedTo(new Window(6, 9))).hasValue(second);
  }

  @Test
  void a_window_before_a_moment_leaves_the_moment_s_own_second_out() {
    Instant moment = Instant.parse("2024-06-10T06:00:00.999Z");

    Window window = Window.before(moment, Duration.ofMinutes(70));

    assertThat(window).hasToString("[2024-06-10T04:50:00Z, 2024-06-10T06:00:00Z)");
  }

  @Test
  void a_window_before_a_moment_ahead_of_the_epoch_is_rounded_down_as_well() {
    assertThat(Window.before(Instant.ofEpochMilli(-1), Duration.ofSeconds(10)))
        .isEqualTo(new Window(-11, -1));
  }

  @Test
  void nothing_remains_of_a_fully_covered_window() {
    Window window = new Window(0, 10);

    assertThat(window.without(List.of(new Window(5, 10), new Window(0, 5)))).isEmpty();
    assertThat(window.without(List.of(new Window(-5, 20)))).isEmpty();
    assertThat(window.without(List.of())).containsExactly(window);
  }

  @Test
  void the_remainder_surrounds_the_removed_window() {
    assertThat(new Window(0, 10).without(List.of(new Window(6, 7), new Window(2, 3))))
        .containsExactly(new Window(0, 2), new Window(3, 6), new Window(7, 10));
  }

  @ParameterizedTest
  @CsvSource({
    // from, to, grain, line
    "0, 2, 1, 1",
    "0, 3, 1, 1",
    "0, 7200, 3600, 3600",
    "0, 10800, 3600, 3600",
    "0, 14400, 3600, 7200",
    "100, 3700, 3600, 3600",
    "3599, 10800, 3600, 3600",
    "-7200, 0, 3600, -3600",
  })
  void halves_meet_at_a_line_of_the_grid(long from, long to, long grain, long line) {
    Window window = new Window(from, to);

    assertThat(window.divisible(grain)).isTrue();
    assertThat(window.halves(grain)).containsExactly(new Window(from, line), new Window(line, to));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0, 3600, 3600", "100, 200, 3600", "3600, 7199, 3600"})
  void a_window_without_a_line_of_the_grid_inside_has_no_halves(long from, long to, long grain) {
    Window window = new Window(from, to);

    assertThat(window.divisible(grain)).isFalse();
    assertThatThrownBy(() -> window.halves(grain)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_window_is_widened_to_the_lines_of_a_grid() {
    assertThat(new Window(3_599, 3_601).outward(3_600)).isEqualTo(new Window(0, 7_200));
    assertThat(new Window(0, 7_200).outward(3_600)).isEqualTo(new Window(0, 7_200));
    assertThat(new Window(-1, 0).outward(3_600)).isEqualTo(new Window(-3_600, 0));
  }
}
