package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketTest {

  @ParameterizedTest
  @CsvSource({
    "2024-06-10T06:00:00Z, 2024-06-10T06:00:00Z",
    "2024-06-10T06:04:59.999999999Z, 2024-06-10T06:00:00Z",
    "2024-06-10T06:05:00Z, 2024-06-10T06:05:00Z",
    "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:55:00Z",
    "1969-12-31T23:55:00Z, 1969-12-31T23:55:00Z",
    "1969-12-31T23:54:59Z, 1969-12-31T23:50:00Z",
    "2037-01-19T03:14:07Z, 2037-01-19T03:10:00Z",
    "2261-12-31T23:59:59Z, 2261-12-31T23:55:00Z",
  })
  void a_moment_is_in_the_bucket_that_starts_at_or_before_it(Instant moment, Instant start) {
    assertThat(Bucket.of(moment)).isEqualTo(new Bucket(start.getEpochSecond()));
  }

  @Test
  void every_moment_is_in_its_bucket_s_window() {
    qt().forAll(longs().between(-10_000_000_000L, 10_000_000_000L))
        .check(
            second -> {
              Window window = Bucket.of(Instant.ofEpochSecond(second)).window();
              return window.from() <= second && second < window.to() && window.seconds() == 300;
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 299, 301, -1, -299, 1_718_000_001})
  void a_start_off_the_grid_is_refused(long start) {
    assertThatThrownBy(() -> new Bucket(start))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of 300")
        .hasMessageContaining("" + start);
  }

  @Test
  void buckets_are_ordered_by_their_start() {
    assertThat(new Bucket(-300)).isLessThan(new Bucket(0));
    assertThat(new Bucket(600)).isGreaterThan(new Bucket(300));
    assertThat(new Bucket(300)).isEqualByComparingTo(new Bucket(300));
  }
}
