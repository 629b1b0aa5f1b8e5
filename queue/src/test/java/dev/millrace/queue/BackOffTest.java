package dev.millrace.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "8, 256", "9, 300", "100, 300", "2147483647, 300"})
  void a_delay_is_anything_up_to_twice_the_last_limit(int deliveries, int seconds) {
    Random random = new Random(deliveries);

    for (int i = 0; i < 1000; i++) {
      assertThat(BackOff.after(deliveries, random))
          .isPositive()
          .isLessThanOrEqualTo(Duration.ofSeconds(seconds));
    }
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
      passed = passed.plus(BackOff.after(deliveries, random));
    }
    return deliveries;
  }
}
