package dev.millrace.local.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettableClockTest {
  private static final Instant START = Instant.parse("2026-03-29T00:59:59Z");

  private final SettableClock clock = new SettableClock(START);

  @Test
  void stands_still_by_itself() {
    assertThat(clock.instant()).isEqualTo(START);
    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void moves_forwards_and_backwards() {
    assertThat(clock.advance(Duration.ofSeconds(90))).isEqualTo("2026-03-29T01:01:29Z");
    assertThat(clock.advance(Duration.ofMinutes(-2))).isEqualTo("2026-03-29T00:59:29Z");
  }

  @Test
  void jumps_to_a_moment() {
    clock.set(Instant.EPOCH);

    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void loses_no_step_of_many_threads() throws InterruptedException {
    Thread[] threads = new Thread[8];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          Thread.startVirtualThread(
              () -> {
                for (int step = 0; step < 1000; step++) {
                  clock.advance(Duration.ofMillis(1));
                }
              });
    }

    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(8));
  }
}
