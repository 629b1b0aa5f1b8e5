package dev.millrace.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoredMomentTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-29 12:34:56.789, 2026-03-29T12:34:00Z, true",
    "1000-01-01 00:00:00, 1000-01-01T00:00:00Z, true",
    "2026-03-00 12:00:00, 2026-02-28T23:59:59Z, false",
    "2024-02-30 12:00:00, 2024-02-29T23:59:59Z, false",
    "2026-00-10 12:00:00, 2025-12-31T23:59:59Z, false",
    "2026-00-00 00:00:00, 2025-12-31T23:59:59Z, false",
    "2026-12-00 00:00:00, 2026-11-30T23:59:59Z, false"
  })
  void a_text_is_a_moment_or_stands_before_the_next_one(
      String text, Instant position, boolean moment) {
    assertThat(StoredMoment.second(text).isPresent()).isEqualTo(moment);
    assertThat(Instant.ofEpochSecond(StoredMoment.position(text))).isEqualTo(position);
  }
}
