package dev.millrace.worker.slice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.source.SourceUnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which failure an exception stands for; those of the database are tested with a database. */
final class FailureTest {

  @ParameterizedTest
  @CsvSource({
    "ASKS_TO_WAIT, SOURCE_CLOSED",
    "REFUSES_KEY, SOURCE_CLOSED",
    "THROTTLED, SOURCE_CLOSED",
    "FAILS, SOURCE_FAILS",
    "TOO_SLOW, GATEWAY_TIMEOUT",
  })
  void a_failure_of_the_source_is_one_of_three(
      SourceUnavailableException.Kind kind, Failure failure) {
    assertThat(Failure.of(new SourceUnavailableException(kind, "no", Duration.ofSeconds(1))))
        .isEqualTo(failure);
  }

  @Test
  void unexpected_exception_is_another_failure() {
    assertThat(Failure.of(new IllegalStateException("a bug"))).isEqualTo(Failure.OTHER);
  }
}
