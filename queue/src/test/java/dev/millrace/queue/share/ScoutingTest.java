package dev.millrace.queue.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScoutingTest {

  private final Scouting scouting = new Scouting();

  @ParameterizedTest
  @CsvSource({"2, 125, 250", "3, 250, 500", "6, 2000, 4000", "20, 2000, 4000", "21, 60000, 60000"})
  void pause_after_messages_seen_before_grows(int receives, long least, long most) {
    found(receives, receives);

    assertThat(scouting.resting(Duration.ofMillis(least).toNanos() - 1)).isTrue();
    assertThat(scouting.resting(Duration.ofMillis(most).toNanos())).isFalse();
  }

  @Test
  void new_messages_are_passed_at_once() {
    found(30, 1);

    assertThat(scouting.resting(0)).isFalse();
  }

  @Test
  void message_of_another_key_continues_the_search() {
    scouting.found(false, OptionalInt.of(30), 0);

    assertThat(scouting.resting(0)).isFalse();
  }

  @Test
  void returned_permit_ends_the_pause() {
    found(30, 30);

    scouting.end();

    assertThat(scouting.resting(0)).isFalse();
  }

  private void found(int receives, int others) {
    scouting.found(true, IntStream.of(receives, others).min(), 0);
  }
}
