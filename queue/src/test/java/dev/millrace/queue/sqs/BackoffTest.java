package dev.millrace.queue.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

  /** The back-off of messages. */
  private static final Backoff MESSAGES =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5), Backoff.Jitter.FULL);

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "8, 256", "9, 300", "100, 300", "2147483647, 300"})
  void a_delay_is_anything_up_to_twice_the_last_limit(int deliveries, int seconds) {
    Random random = new Random(deliveries);

    for (int i = 0; i < 1000; i++) {
      assertThat(MESSAGES.after(deliveries, random))
          .isPositive()
          .isLessThanOrEqualTo(Duration.ofSeconds(seconds));
    }
  }

  @ParameterizedTest
  @CsvSource({"FULL, 1, 4000", "HALF, 2000, 4000", "ABOVE, 4000, 6000"})
  void jitter_chooses_a_share_of_the_delay(Backoff.Jitter jitter, long least, long most) {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), jitter);
    Random random = new Random(1);

    List<Long> delays =
        LongStream.range(0, 1000).map(_ -> backoff.after(3, random).toMillis()).boxed().toList();

    assertThat(delays).allMatch(delay -> least <= delay && delay <= most);
    assertThat(Collections.min(delays)).isLessThan(least + 100);
    assertThat(Collections.max(delays)).isGreaterThan(most - 100);
  }

  @Test
  void an_hour_of_failures_is_far_from_the_hundred_deliveries_that_a_queue_allows() {
    for (int seed = 0; seed < 1000; seed++) {
      assertThat(deliveriesIn(Duration.ofHours(1), new Random(seed))).isLessThan(70);
    }
  }

  private static int deliveriesIn(Duration outage, RandomGenerator random) {
    Duration passed = Duration.ZERO;
    int deliveries = 0;
    while (passed.compareTo(outage) < 0) {
      deliveries++;
      passed = passed.plus(MESSAGES.after(deliveries, random));
    }
    return deliveries;
  }
}
