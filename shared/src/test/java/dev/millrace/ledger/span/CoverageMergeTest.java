package dev.millrace.ledger.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import dev.millrace.ledger.span.Coverage.Span;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/**
 * Spans compared with a map from second to version. QuickTheories prints the seed of a run that
 * fails.
 */
final class CoverageMergeTest {

  private static final Gen<Span> SPANS =
      integers()
          .between(0, 40)
          .zip(
              integers().between(1, 12),
              arbitrary().pick("a", "b", "c"),
              (from, length, version) -> span(from, from + length, version));

  @Test
  void spans_of_one_version_that_touch_become_one() {
    assertThat(Coverage.merge(List.of(span(0, 5, "a"), span(9, 12, "a")), span(5, 9, "a")))
        .containsExactly(span(0, 12, "a"));
  }

  @Test
  void a_newer_version_cuts_a_hole_into_an_older_one() {
    assertThat(Coverage.merge(List.of(span(0, 10, "a")), span(3, 5, "b")))
        .containsExactlyInAnyOrder(span(0, 3, "a"), span(3, 5, "b"), span(5, 10, "a"));
  }

  @Test
  void each_second_has_the_version_that_was_added_last() {
    qt().withExamples(5_000)
        .forAll(lists().of(SPANS).ofSizeBetween(1, 12))
        .check(
            added -> {
              Map<Long, String> expected = new TreeMap<>();
              added.forEach(span -> paint(expected, span));
              Map<Long, String> actual = new TreeMap<>();
              all(added).forEach(span -> paint(actual, span));
              return actual.equals(expected);
            });
  }

  @Test
  void spans_stay_disjoint_and_of_one_version_never_touch() {
    qt().withExamples(5_000)
        .forAll(lists().of(SPANS).ofSizeBetween(1, 12))
        .check(
            added -> {
              List<Span> spans = all(added);
              for (int i = 1; i < spans.size(); i++) {
                Span left = spans.get(i - 1);
                Span right = spans.get(i);
                boolean apart = left.window().to() < right.window().from();
                boolean touch = left.window().to() == right.window().from();
                boolean same = left.definitionVersion().equals(right.definitionVersion());
                if (!apart && (!touch || same)) {
                  return false;
                }
              }
              return true;
            });
  }

  @Test
  void the_order_of_spans_of_one_version_does_not_matter() {
    qt().forAll(lists().of(SPANS).ofSizeBetween(1, 8))
        .check(
            added -> {
              List<Span> same = added.stream().map(span -> new Span(span.window(), "a")).toList();
              return all(same).equals(all(same.reversed()));
            });
  }

  /** Adds the spans like {@link Coverage}: only spans that touch the added one are read. */
  private static List<Span> all(List<Span> added) {
    List<Span> spans = new ArrayList<>();
    for (Span one : added) {
      List<Span> touching =
          spans.stream()
              .filter(
                  span ->
                      span.window().from() <= one.window().to()
                          && span.window().to() >= one.window().from())
              .toList();
      spans.removeAll(touching);
      spans.addAll(Coverage.merge(touching, one));
      spans.sort(Comparator.comparingLong(span -> span.window().from()));
    }
    return spans;
  }

  private static void paint(Map<Long, String> seconds, Span span) {
    for (long second = span.window().from(); second < span.window().to(); second++) {
      seconds.put(second, span.definitionVersion());
    }
  }

  private static Span span(long from, long to, String version) {
    return new Span(new Window(from, to), version);
  }
}
