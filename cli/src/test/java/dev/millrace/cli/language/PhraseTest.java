package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhraseTest {

  @ParameterizedTest
  @EnumSource
  void each_phrase_is_found_in_its_example(Phrase phrase) {
    assertThat(phrase.occursIn(phrase.example())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'x' is not a number; use 1 to 10",
        "there is no run 17; ./millrace status lists active runs",
        "the slice is no longer open",
        "the rows have already been counted",
        "a message must be acknowledged; the second delivery counts",
        "database unavailable; pausing receives until a probe succeeds",
        "Any mark of a bucket is a verb: mark the bucket",
        "columns such as id and timestamp",
        "retry when the lease ends",
        "once a minute, at most 25 slices per second"
      })
  void plain_sentences_pass(String text) {
    assertThat(Phrase.in(text, "text", 1)).isEmpty();
  }

  @Test
  void a_finding_names_place_line_phrase_and_suggestion() {
    assertThat(Phrase.in("one\nthe database is away\n", "a.md", 7))
        .singleElement()
        .hasToString("a.md:8: 'away' – use: unavailable");
  }
}
