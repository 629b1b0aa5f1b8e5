package dev.millrace.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeOptionTest {

  private static final TimeOption TIMES =
      new TimeOption(InstantSource.fixed(Instant.parse("2026-03-18T12:00:00Z")));

  @ParameterizedTest
  @CsvSource({
    "2024-05-31T12:00:00Z, 2024-05-31T12:00:00Z",
    "2024-05-31T14:00:00+02:00, 2024-05-31T12:00:00Z",
    "2024-05-31T14:00:00+0200, 2024-05-31T12:00:00Z",
    "2024-05-31T14:00+02, 2024-05-31T12:00:00Z",
    "20240531T120000Z, 2024-05-31T12:00:00Z",
    "2024-05-31T24:00:00Z, 2024-06-01T00:00:00Z",
    "2024-05-31, 2024-05-31T00:00:00Z",
    "1000-01-01T00:00:00Z, 1000-01-01T00:00:00Z",
    "1717156800, 2024-05-31T12:00:00Z",
    "0, 1970-01-01T00:00:00Z",
    "-30s, 2026-03-18T11:59:30Z",
    "-90m, 2026-03-18T10:30:00Z",
    "-2h, 2026-03-18T10:00:00Z",
    "-2d, 2026-03-16T12:00:00Z"
  })
  void a_time_is_iso_8601_or_unix_seconds_or_relative(String value, Instant moment) {
    assertThat(TIMES.convert(value)).isEqualTo(moment);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "now", "-2w", "2024-02-30", "2024-05-31T12:00:00", "1e9"})
  void anything_else_is_refused_with_examples(String value) {
    assertThatThrownBy(() -> TIMES.convert(value))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContainingAll("'" + value + "'", "2024-05-31T12:00:00Z", "1717156800", "-2d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1717156800000       | 1717156800000 looks like milliseconds; use seconds, 1717156800",
        "1717156800000000    | 1717156800000000 is too large for unix seconds",
        "20240531            | could be a date or unix seconds; use 2024-05-31 for the date",
        "2h                  | is not a valid time; did you mean '-2h'?",
      })
  void digits_that_are_not_meant_as_seconds_are_refused(String value, String message) {
    assertThatThrownBy(() -> TIMES.convert(value))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void relative_counts_from_now() {
    Instant before = Instant.now().minusSeconds(60);

    Instant parsed = new TimeOption().convert("-60s");

    assertThat(parsed).isBetween(before, Instant.now().minusSeconds(60));
  }
}
