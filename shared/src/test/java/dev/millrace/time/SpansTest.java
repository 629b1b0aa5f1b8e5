package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compared with the same sets as bits. */
final class SpansTest {

  private static final int SECONDS = 60;

  @Test
  void windows_are_merged_where_they_overlap_or_touch() {
    Spans spans = Spans.of(List.of(new Window(5, 7), new Window(0, 3), new Window(3, 4)));

    assertThat(spans.windows()).containsExactly(new Window(0, 4), new Window(5, 7));
    assertThat(spans.hull()).hasValue(new Window(0, 7));
    assertThat(Spans.NONE.hull()).isEmpty();
  }

  @Test
  void spans_behave_as_sets_of_seconds() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      List<Window> one = windows(random);
      List<Window> other = windows(random);
      BitSet without = bits(one);
      without.andNot(bits(other));
      BitSet both = bits(one);
      both.and(bits(other));
      BitSet either = bits(one);
      either.or(bits(other));

      Spans a = Spans.of(one);
      Spans b = Spans.of(other);

      assertHolds(a, bits(one), seed);
      assertHolds(a.without(b), without, seed);
      assertHolds(a.and(b), both, seed);
      assertHolds(a.or(b), either, seed);
    }
  }

  private static void assertHolds(Spans spans, BitSet expected, long seed) {
    assertThat(bits(spans.windows())).as("seed %d", seed).isEqualTo(expected);
    assertThat(spans.seconds()).as("seed %d", seed).isEqualTo(expected.cardinality());
    assertThat(spans.isEmpty()).isEqualTo(expected.isEmpty());
    for (int i = 1; i < spans.windows().size(); i++) {
      assertThat(spans.windows().get(i).from())
          .as("seed %d: no two touch", seed)
          .isGreaterThan(spans.windows().get(i - 1).to());
    }
  }

  private static List<Window> windows(Random random) {
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int from = random.nextInt(SECONDS - 1);
      windows.add(new Window(from, from + 1 + random.nextInt(SECONDS - from)));
    }
    return windows;
  }

  private static BitSet bits(List<Window> windows) {
    BitSet bits = new BitSet();
    windows.forEach(window -> bits.set((int) window.from(), (int) window.to()));
    return bits;
  }
}
