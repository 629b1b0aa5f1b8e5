package dev.millrace.local.apis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTest {
  private static final Instant FROM = Instant.parse("2026-02-27T22:15:00.5Z");
  private static final Instant TO = Instant.parse("2026-03-02T01:00:00Z");

  @ParameterizedTest
  @EnumSource(
      value = ChronoUnit.class,
      names = {"MICROS", "MILLIS", "SECONDS"})
  void timestamps_are_whole_units_of_the_span_in_order(ChronoUnit unit) {
    List<Instant> timestamps = new Sample(FROM, TO, 1_000, 7).timestamps(unit, 0);

    assertThat(timestamps)
        .hasSize(1_000)
        .isSorted()
        .allMatch(at -> !at.isBefore(FROM) && at.isBefore(TO))
        .allMatch(at -> at.equals(at.truncatedTo(unit)));
  }

  @ParameterizedTest
  @EnumSource(
      value = ChronoUnit.class,
      names = {"MICROS", "MILLIS", "SECONDS"})
  void some_lie_on_an_hour_some_one_unit_before_and_some_are_equal(ChronoUnit unit) {
    List<Instant> timestamps = new Sample(FROM, TO, 1_000, 7).timestamps(unit, 0);

    assertThat(timestamps)
        .anyMatch(SampleTest::onTheHour)
        .anyMatch(at -> onTheHour(at.plus(1, unit)));
    assertThat(Set.copyOf(timestamps)).hasSizeLessThan(1_000);
  }

  private static boolean onTheHour(Instant moment) {
    return moment.equals(moment.truncatedTo(ChronoUnit.HOURS));
  }

  @Test
  void the_seed_and_the_partition_decide() {
    Sample sample = new Sample(FROM, TO, 50, 7);

    assertThat(sample.timestamps(ChronoUnit.SECONDS, 0))
        .isEqualTo(new Sample(FROM, TO, 50, 7).timestamps(ChronoUnit.SECONDS, 0))
        .isNotEqualTo(new Sample(FROM, TO, 50, 8).timestamps(ChronoUnit.SECONDS, 0))
        .isNotEqualTo(sample.timestamps(ChronoUnit.SECONDS, 1));
  }

  @Test
  void an_empty_span_is_refused() {
    assertThatThrownBy(() -> new Sample(TO, TO, 1, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from before to");
  }
}
