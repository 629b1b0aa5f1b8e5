package dev.millrace.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private long nanos = 42;

  private final Pace pace = new Pace(() -> nanos, 10, 3, 35);

  @Test
  void short_pieces_are_followed_by_larger_ones_up_to_the_most() {
    assertThat(pace.size()).isEqualTo(10);
    assertThat(sizeAfter(499)).isEqualTo(20);
    assertThat(sizeAfter(0)).isEqualTo(35);
    assertThat(sizeAfter(0)).isEqualTo(35);
  }

  @Test
  void long_pieces_are_followed_by_smaller_ones_down_to_the_least() {
    assertThat(sizeAfter(2001)).isEqualTo(5);
    assertThat(sizeAfter(60_000)).isEqualTo(3);
    assertThat(sizeAfter(60_000)).isEqualTo(3);
  }

  @Test
  void pieces_in_between_keep_their_size() {
    assertThat(sizeAfter(500)).isEqualTo(10);
    assertThat(sizeAfter(2000)).isEqualTo(10);
  }

  private long sizeAfter(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
    pace.next();
    return pace.size();
  }
}
