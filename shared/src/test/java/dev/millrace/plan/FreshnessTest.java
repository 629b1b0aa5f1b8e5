package dev.millrace.plan;

import static dev.millrace.plan.Types.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FreshnessTest {

  private static final long SETTLED = 100_000;
  private static final long NOW = SETTLED + 60;

  /** The type begins at 0; spans are written as from-to with blanks between. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // covered | under way | dead | excluded | behind
        "0-100000        |             |             |             | 0",
        "0-99000         |             |             |             | 1060",
        "0-99000         | 99000-99500 |             |             | 1060",
        "0-99000         |             |             | 99000-100000 | 0",
        "0-500 600-99000 |             |             | 500-600     | 1060",
        "0-500 600-99000 |             | 500-600     |             | 99560",
        "0-500 600-99000 | 500-600     |             |             | 99560",
        "0-500 600-99000 |             |             |             | 99560",
        "                |             |             |             | 100060",
      })
  void the_first_second_that_is_not_imported_or_excluded_counts(
      String covered, String underWay, String dead, String excluded, long behind) {
    Timeline expected = timeline(spans(covered), spans(underWay), spans(dead), spans(excluded));

    assertThat(Freshness.of(type("T"), expected, NOW).behind()).isEqualTo(behind);
  }

  @Test
  void a_promise_is_broken_from_the_second_on_at_which_something_is_older() {
    assertThat(new Freshness(OptionalLong.of(7200), 7200).broken()).isFalse();
    Freshness broken = new Freshness(OptionalLong.of(7200), 7205);

    assertThat(broken.broken()).isTrue();
    assertThat(broken.brokenSince(NOW)).isEqualTo(NOW - 5);
  }

  @Test
  void without_a_promise_nothing_is_broken() {
    assertThat(new Freshness(OptionalLong.empty(), 1_000_000).broken()).isFalse();
  }

  @Test
  void the_promise_is_that_of_the_definition() {
    Timeline expected = timeline(spans("0-100000"), Spans.NONE, Spans.NONE, Spans.NONE);

    assertThat(Freshness.of(type("T", "fresh: 2h"), expected, NOW))
        .isEqualTo(new Freshness(OptionalLong.of(7200), 0));
    assertThat(Freshness.of(type("T"), expected, NOW).promise()).isEmpty();
  }

  private static Timeline timeline(Spans covered, Spans underWay, Spans dead, Spans excluded) {
    TypeFacts facts =
        new TypeFacts(
            OptionalLong.of(0),
            OptionalLong.empty(),
            covered,
            underWay,
            dead,
            Spans.NONE,
            excluded);
    return new Expectation(facts, SETTLED).timeline(new Window(0, SETTLED));
  }

  private static Spans spans(String text) {
    return text == null
        ? Spans.NONE
        : Spans.of(
            Arrays.stream(text.split(" "))
                .map(span -> span.split("-"))
                .map(span -> new Window(Long.parseLong(span[0]), Long.parseLong(span[1])))
                .toList());
  }
}
