package dev.millrace.worker.source.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-29T00:59:59Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1                             | PT1S",
        "  30                          | PT30S",
        "86400                         | PT24H",
        "Sun, 29 Mar 2026 01:00:59 GMT | PT1M",
        "0                             |",
        "-5                            |",
        "1.5                           |",
        "soon                          |",
        "99999999999999999999          |",
        "Sun, 29 Mar 2026 00:59:59 GMT |",
        "Sun, 29 Mar 2026 00:00:00 GMT |",
        "2026-03-29T01:00:59Z          |",
        "''                            |",
      })
  void the_header_is_a_number_of_seconds_or_a_date(String value, @Nullable Duration wait) {
    HttpHeaders headers =
        HttpHeaders.of(Map.of("Retry-After", List.of(value)), (name, text) -> true);

    assertThat(RetryAfter.of(headers, NOW)).isEqualTo(wait);
  }

  @Test
  void without_the_header_nothing_is_known() {
    HttpHeaders none = HttpHeaders.of(Map.of(), (name, text) -> true);

    assertThat(RetryAfter.of(none, NOW)).isNull();
  }
}
