package dev.millrace.operator.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CauseTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answered 500 after 12 ms                             | answered # after # ms",
        "no document 0b7c2f9a-1111-4e1f-9c5d-2f0a1b3c4d5e     | no document #",
        "request deadbeef01 failed                            | request # failed",
        "the facade defaced a deadbeefed decade               | the facade defaced a deadbeefed"
            + " decade"
      })
  void numbers_and_ids_do_not_tell_causes_apart(String failure, String cause) {
    assertThat(Cause.normalised(failure)).isEqualTo(cause);
  }

  @Test
  void only_the_first_line_counts() {
    assertThat(Cause.normalised("no luck\n  at slice 7\n")).isEqualTo("no luck");
    assertThat(Cause.normalised("")).isEmpty();
    assertThat(Cause.normalised("x".repeat(1000))).hasSize(300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "answered 500: too many requests   | too many requests",
        "it's o'clock in the morning       | clock in the morning",
        "$(reboot) `reboot` a b c d e f    | a b c d e f",
        "a \\\\ b !! long enough             | long enough"
      })
  void a_part_needs_no_care_in_a_shell(String failure, String part) {
    assertThat(Cause.part(failure)).isEqualTo(part);
  }
}
