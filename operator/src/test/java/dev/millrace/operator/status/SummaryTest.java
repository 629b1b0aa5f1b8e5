package dev.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.operator.status.Status.TypeStatus;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.Freshness;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SummaryTest {

  private static final Instant NOW = Instant.parse("2026-03-18T14:03:00Z");
  private static final long SETTLED = NOW.getEpochSecond() - 60;
  private static final Window DAY = new Window(SETTLED - 86_400, SETTLED);

  @Test
  void everything_is_imported() {
    assertThat(summary(type("T", Spans.of(DAY), Spans.NONE, 0, 60L)))
        .isEqualTo("Everything up to 14:02 UTC is imported.");
  }

  @Test
  void what_is_not_imported_is_named_with_its_reason() {
    Spans dead = Spans.of(new Window(SETTLED - 20_000, SETTLED - 18_800));
    Spans early = Spans.of(new Window(DAY.from() + 7200, DAY.to()));

    assertThat(
            summary(
                type("T", Spans.of(DAY), Spans.NONE, 0, 60L),
                type("SlackType", Spans.of(DAY).without(dead), dead, 3, 60L),
                type("U", early, Spans.NONE, 0, 60L)))
        .isEqualTo(
            "Everything up to 14:02 UTC is imported, except 2 h of U (missing) and 20 min of"
                + " SlackType (3 dead slices).");
  }

  @Test
  void only_the_largest_are_named() {
    Spans early = Spans.of(new Window(DAY.from() + 7200, DAY.to()));

    assertThat(
            summary(
                type("A", early, Spans.NONE, 0, 60L),
                type("B", early, Spans.NONE, 0, 60L),
                type("C", early, Spans.NONE, 0, 60L)))
        .isEqualTo(
            "Not everything is imported: 2 h of A (missing), 2 h of B (missing) and spans of 1 more"
                + " type.");
  }

  @Test
  void nothing_yet() {
    assertThat(summary()).isEqualTo("No type is scheduled yet.");
    assertThat(summary(type("T", Spans.NONE, Spans.NONE, 0, null)))
        .isEqualTo("Not everything is imported: 22 h 50 min of T (missing).");
  }

  @Test
  void broken_promises_are_counted() {
    assertThat(summary(type("Late", Spans.of(DAY), Spans.NONE, 0, 60L)))
        .isEqualTo("Everything up to 14:02 UTC is imported. 1 promise is broken.");
  }

  @Test
  void the_day_is_96_letters_with_the_worst_in_each() {
    Spans dead = Spans.of(new Window(SETTLED - 1801, SETTLED - 1799));
    Spans early = Spans.of(new Window(DAY.from() + 1000, DAY.to()));
    TypeStatus type = type("T", early.without(dead), dead, 1, 60L);

    String strip = DayStrip.of(type.coverage().timeline(), NOW);

    assertThat(strip).hasSize(96).startsWith("mmiii");
    assertThat(strip.substring(93)).isEqualTo("ddi");
  }

  private static String summary(TypeStatus... types) {
    return Summary.of(
        new Status(
            NOW,
            List.of(types),
            Map.of(),
            null,
            0,
            0,
            List.of(),
            List.of(),
            new Fleet(List.of(), 0, OptionalLong.empty()),
            Map.of(),
            List.of()));
  }

  private static TypeStatus type(
      String name, Spans covered, Spans dead, long deadSlices, @Nullable Long lag) {
    Expectation expectation =
        new Expectation(
            new TypeFacts(
                OptionalLong.of(DAY.from()),
                OptionalLong.empty(),
                covered,
                Spans.NONE,
                dead,
                Spans.NONE,
                Spans.NONE),
            SETTLED);
    TypeCoverage coverage =
        new TypeCoverage(name, DAY, expectation.timeline(DAY), OptionalLong.of(SETTLED), List.of());
    return new TypeStatus(
        name,
        lag,
        coverage,
        null,
        0,
        0,
        deadSlices,
        0,
        null,
        new Freshness(OptionalLong.of(86_400), name.equals("Late") ? 90_000 : 0));
  }
}
