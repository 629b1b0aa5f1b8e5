package dev.millrace.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {

  private final InFlight inFlight = new InFlight();

  @Test
  void a_number_counts_by_the_time_that_it_lasted() {
    inFlight.change(10, 0);
    inFlight.change(30, 900);
    inFlight.change(-30, 990);
    inFlight.change(-10, 1000);

    assertThat(inFlight.within(0.90)).isEqualTo(10);
    assertThat(inFlight.within(0.95)).isEqualTo(40);
    assertThat(inFlight.within(1)).isEqualTo(40);
  }

  @Test
  void time_without_any_does_not_count() {
    inFlight.change(10, 0);
    inFlight.change(-10, 100);
    inFlight.change(20, 100_000);
    inFlight.change(-20, 100_100);

    assertThat(inFlight.within(0.5)).isEqualTo(10);
    assertThat(inFlight.within(0.6)).isEqualTo(20);
  }

  @Test
  void before_anything_it_is_none() {
    assertThat(inFlight.within(0.99)).isZero();
  }
}
