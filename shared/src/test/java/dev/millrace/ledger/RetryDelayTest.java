package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RetryDelayTest {

  @Test
  void delays_grow_from_seconds_to_an_hour_and_no_further() {
    assertThat(IntStream.range(0, 9).mapToObj(RetryDelay::longest).map(Duration::toSeconds))
        .containsExactly(5L, 20L, 80L, 320L, 1280L, 3600L, 3600L, 3600L, 3600L);
    assertThat(RetryDelay.longest(Integer.MAX_VALUE)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void delays_have_full_jitter() {
    Random random = new Random(1);
    Duration half = RetryDelay.longest(5).dividedBy(2);

    long shorter =
        IntStream.range(0, 1000)
            .mapToObj(_ -> RetryDelay.after(5, random))
            .peek(delay -> assertThat(delay).isBetween(Duration.ofMillis(1), Duration.ofHours(1)))
            .filter(delay -> delay.compareTo(half) < 0)
            .count();

    assertThat(shorter).isBetween(400L, 600L);
  }

  @Test
  void a_time_that_was_asked_for_is_spread_by_a_quarter_and_never_shorter() {
    Duration asked = Duration.ofSeconds(40);
    Random random = new Random(1);

    assertThat(IntStream.range(0, 1000).mapToObj(_ -> RetryDelay.spread(asked, random)))
        .allSatisfy(time -> assertThat(time).isBetween(asked, Duration.ofSeconds(50)))
        .anySatisfy(time -> assertThat(time).isGreaterThan(Duration.ofSeconds(48)));
    assertThat(RetryDelay.spread(Duration.ZERO, random)).isEqualTo(Duration.ZERO);
  }
}
