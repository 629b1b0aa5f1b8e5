package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpectationTest {

  /** The regular window is [5800, 10000). */
  private static final long SETTLED = 10_000;

  private static final Window ALL = new Window(0, 12_000);

  /** Empty is absent; spans are written as from-to with blanks between. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // since | begun | covered | missing | due | not expected
        "      |      |            |           | 5800-10000 | 0-5800 10000-12000",
        "      | 1000 |            | 1000-5800 | 5800-10000 | 0-1000 10000-12000",
        " 2000 | 1000 |            | 2000-5800 | 5800-10000 | 0-2000 10000-12000",
        " 500  | 1000 |            | 500-5800  | 5800-10000 | 0-500 10000-12000",
        " 7000 |      |            |           | 7000-10000 | 0-7000 10000-12000",
        "11000 |      |            |           |            | 0-12000",
        "      | 1000 | 1000-10000 |           |            | 0-1000 10000-12000",
        "      | 1000 | 1000-7000  |           | 7000-10000 | 0-1000 10000-12000",
        "      |      | 100-200    |           | 5800-10000 | 0-100 200-5800 10000-12000",
        "      | 1000 | 100-200    | 1000-5800 | 5800-10000 | 0-100 200-1000 10000-12000"
      })
  void expected_begins_with_the_type_or_the_schedule_and_ends_with_settled_time(
      Long since, Long begun, String covered, String missing, String due, String notExpected) {
    TypeFacts facts =
        new TypeFacts(
            of(since), of(begun), spans(covered), Spans.NONE, Spans.NONE, Spans.NONE, Spans.NONE);

    Timeline timeline = new Expectation(facts, SETTLED).timeline(ALL);

    assertThat(timeline.spans(Fate.MISSING).windows()).isEqualTo(spans(missing).windows());
    assertThat(timeline.spans(Fate.DUE).windows()).isEqualTo(spans(due).windows());
    assertThat(timeline.spans(Fate.NOT_EXPECTED).windows()).isEqualTo(spans(notExpected).windows());
    assertThat(timeline.spans(Fate.IMPORTED).windows()).isEqualTo(spans(covered).windows());
  }

  @Test
  void a_second_with_several_facts_has_the_first_fate_that_fits() {
    TypeFacts facts =
        new TypeFacts(
            OptionalLong.of(0),
            OptionalLong.empty(),
            spans("0-1000"),
            spans("900-2000"),
            spans("2500-4000"),
            spans("900-5000"),
            spans("1900-3000"));

    Timeline timeline = new Expectation(facts, SETTLED).timeline(new Window(0, SETTLED));

    assertThat(timeline.spans(Fate.IMPORTED)).hasToString(spans("0-1000").toString());
    assertThat(timeline.spans(Fate.UNDER_WAY)).hasToString(spans("1000-2000").toString());
    assertThat(timeline.spans(Fate.EXCLUDED)).hasToString(spans("2000-3000").toString());
    assertThat(timeline.spans(Fate.DEAD)).hasToString(spans("3000-4000").toString());
    assertThat(timeline.spans(Fate.CANCELLED)).hasToString(spans("4000-5000").toString());
    assertThat(timeline.spans(Fate.MISSING)).hasToString(spans("5000-5800").toString());
    assertThat(timeline.gaps())
        .extracting(Timeline.Gap::fate)
        .containsExactly(Fate.UNDER_WAY, Fate.DEAD, Fate.CANCELLED, Fate.MISSING);
  }

  /** Late documents: the regular window fetches again what is imported or under way. */
  @Test
  void the_regular_window_leaves_out_only_dead_excluded_and_cancelled_spans() {
    TypeFacts facts =
        new TypeFacts(
            OptionalLong.empty(),
            OptionalLong.of(0),
            spans("5800-7000"),
            spans("7000-7500"),
            spans("8000-8100"),
            spans("6000-6100 8200-8300"),
            spans("6500-6600"));

    assertThat(new Expectation(facts, SETTLED).regular())
        .hasToString(spans("5800-6500 6600-8000 8100-8200 8300-10000").toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void every_second_of_a_window_has_exactly_one_fate(long seed) {
    Random random = new Random(seed);
    TypeFacts facts =
        new TypeFacts(
            random.nextBoolean() ? OptionalLong.of(random.nextLong(11_000)) : OptionalLong.empty(),
            random.nextBoolean() ? OptionalLong.of(random.nextLong(11_000)) : OptionalLong.empty(),
            some(random),
            some(random),
            some(random),
            some(random),
            some(random));
    Expectation expectation = new Expectation(facts, SETTLED);

    Timeline timeline = expectation.timeline(ALL);

    Spans all = Arrays.stream(Fate.values()).map(timeline::spans).reduce(Spans.NONE, Spans::or);
    assertThat(all.windows()).as("seed %d", seed).containsExactly(ALL);
    assertThat(Arrays.stream(Fate.values()).mapToLong(timeline::seconds).sum())
        .as("seed %d", seed)
        .isEqualTo(ALL.seconds());
    assertThat(expectation.missing())
        .as("seed %d: shown and healed spans", seed)
        .hasToString(timeline.spans(Fate.MISSING).toString());
  }

  private static Spans some(Random random) {
    Spans some = Spans.NONE;
    for (int i = random.nextInt(4); i > 0; i--) {
      long from = random.nextLong(11_000);
      some = some.or(Spans.of(new Window(from, from + 1 + random.nextLong(2_000))));
    }
    return some;
  }

  private static OptionalLong of(Long second) {
    return second == null ? OptionalLong.empty() : OptionalLong.of(second);
  }

  private static Spans spans(String text) {
    return text == null
        ? Spans.NONE
        : Spans.of(
            Arrays.stream(text.strip().split(" "))
                .map(span -> span.split("-"))
                .map(span -> new Window(Long.parseLong(span[0]), Long.parseLong(span[1])))
                .toList());
  }

  @Test
  void what_the_source_has_forgotten_is_not_expected() {
    TypeFacts facts =
        new TypeFacts(
            OptionalLong.of(0),
            OptionalLong.empty(),
            Spans.NONE,
            Spans.NONE,
            Spans.NONE,
            Spans.NONE,
            Spans.NONE,
            OptionalLong.of(6_000),
            1,
            Spans.NONE);

    Timeline timeline = new Expectation(facts, SETTLED).timeline(ALL);

    assertThat(timeline.spans(Fate.NOT_EXPECTED).windows())
        .isEqualTo(spans("0-4000 10000-12000").windows());
    assertThat(timeline.spans(Fate.MISSING).windows()).isEqualTo(spans("4000-5800").windows());
  }
}
