package dev.millrace.time;

import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** Windows compared with sets of seconds. QuickTheories prints the seed of a run that fails. */
final class WindowPropertyTest {

  @Test
  void clipping_keeps_the_seconds_that_both_have() {
    qt().withExamples(5_000)
        .forAll(windows(), windows())
        .check(
            (one, other) -> {
              Set<Long> both = seconds(List.of(one));
              both.retainAll(seconds(List.of(other)));
              return both.equals(seconds(one.clippedTo(other).stream().toList()))
                  && one.clippedTo(other).equals(other.clippedTo(one));
            });
  }

  @Test
  void removing_windows_leaves_exactly_the_other_seconds() {
    qt().withExamples(5_000)
        .forAll(windows(), lists().of(windows()).ofSizeBetween(0, 6))
        .check(
            (window, others) -> {
              Set<Long> left = seconds(List.of(window));
              left.removeAll(seconds(others));
              return left.equals(seconds(window.without(others)));
            });
  }

  @Test
  void the_remainder_is_in_order_and_does_not_touch() {
    qt().withExamples(5_000)
        .forAll(windows(), lists().of(windows()).ofSizeBetween(0, 6))
        .check(
            (window, others) -> {
              List<Window> left = window.without(others);
              return LongStream.range(1, left.size())
                  .allMatch(i -> left.get((int) i - 1).to() < left.get((int) i).from());
            });
  }

  private static Gen<Window> windows() {
    return integers()
        .between(-40, 40)
        .zip(integers().between(1, 30), (from, length) -> new Window(from, from + length));
  }

  private static Set<Long> seconds(Collection<Window> windows) {
    return windows.stream()
        .flatMapToLong(window -> LongStream.range(window.from(), window.to()))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
