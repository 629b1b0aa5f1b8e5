package dev.millrace.queue.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SharesTest {

  @Test
  void a_refused_message_returns_soon_at_first_and_then_later() {
    assertThat(IntStream.of(1, 2, 5, 6, 19, 20, 99).mapToObj(Shares::refusal))
        .containsExactly(
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(32),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5));
  }

  @Test
  void hundred_refusals_take_more_than_six_hours() {
    Duration all =
        IntStream.range(1, 100).mapToObj(Shares::refusal).reduce(Duration.ZERO, Duration::plus);

    assertThat(all).isGreaterThan(Duration.ofHours(6));
  }
}
