package dev.millrace.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsumerSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 20, 60, 3600, at least one permit",
    "10, 0, 60, 3600, waits 1 to 20 s",
    "10, 21, 60, 3600, waits 1 to 20 s",
    "10, 20, 1, 3600, at least 2 s",
    "10, 20, 60, 43170, at most 12 hours",
  })
  void what_sqs_cannot_do_is_refused(
      int permits, long pollWait, long visibility, long longest, String reason) {
    assertThatThrownBy(() -> settings(permits, pollWait, visibility, longest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void every_call_that_may_be_under_way_has_a_connection() {
    ConsumerSettings settings = settings(45, 20, 60, 3600);

    assertThat(settings.mostPollers()).isEqualTo(5);
    assertThat(settings.connections())
        .as("5 receives, 10 deletes, 4 extensions, 2 hand-backs, 2 dead letters")
        .isEqualTo(23);
  }

  @ParameterizedTest
  @CsvSource({"2, 40", "6, 160", "60, 1600"})
  void a_longer_visibility_can_be_extended_for_more_permits(long visibility, int permits) {
    assertThat(settings(10, 20, visibility, 3600).extendable()).isEqualTo(permits);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "10, 2", "31, 2", "40, 2", "10, 60", "100, 60", "999, 60", "1600, 60"})
  void extensions_keep_up_with_all_messages_in_processing(int permits, long visibility) {
    ConsumerSettings settings = settings(permits, 20, visibility, 3600);
    long callsPerPeriod = settings.extensionPeriod().dividedBy(Duration.ofMillis(500));

    assertThat(settings.extensionsAtOnce() * callsPerPeriod * SqsQueue.BATCH)
        .isGreaterThanOrEqualTo(settings.mostInHand());
  }

  @ParameterizedTest
  @CsvSource({"2, 500", "12, 3000", "60, 5000"})
  void a_hung_extension_leaves_time_for_another(long visibility, long millis) {
    assertThat(settings(10, 20, visibility, 3600).extensionTimeout()).hasMillis(millis);
  }

  private static ConsumerSettings settings(
      int permits, long pollWait, long visibility, long longest) {
    return new ConsumerSettings(
        permits,
        Duration.ofSeconds(pollWait),
        Duration.ofSeconds(visibility),
        Duration.ofSeconds(longest));
  }
}
