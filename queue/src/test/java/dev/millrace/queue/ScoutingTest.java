package dev.millrace.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    MessageContext refused = message(30);

    scouting.found(List.of(refused, message(30)), List.of(refused), 0);

    assertThat(scouting.resting(0)).isFalse();
  }

  @Test
  void returned_permit_ends_the_pause() {
    found(30, 30);

    scouting.end();

    assertThat(scouting.resting(0)).isFalse();
  }

  private void found(int receives, int others) {
    List<MessageContext> refused = List.of(message(receives), message(others));
    scouting.found(refused, refused, 0);
  }

  private static MessageContext message(int receives) {
    Delivery delivery = new Delivery("id", "receipt", "", "A", receives, Instant.EPOCH);
    return new MessageContext(delivery, 0, 0, BoundsTest.settings(1));
  }
}
