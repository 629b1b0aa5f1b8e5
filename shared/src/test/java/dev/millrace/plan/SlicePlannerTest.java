package dev.millrace.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.longs;

import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** QuickTheories prints the seed of a run that fails. */
final class SlicePlannerTest {

  private static final Gen<SliceWidth> WIDTHS = arbitrary().enumValues(SliceWidth.class);

  /** In slices of the width, so that all widths give few slices and many odd ends. */
  private static final Gen<Long> STARTS = longs().between(-5_000, 5_000);

  private static final Gen<Long> PERMILLE = longs().between(1, 40_000);

  @Test
  void a_window_is_cut_at_the_grid_lines_of_the_width() {
    assertThat(SlicePlanner.cut(new Window(-10, 1300), SliceWidth.TEN_MINUTES))
        .containsExactly(
            new Window(-10, 0), new Window(0, 600), new Window(600, 1200), new Window(1200, 1300));
  }

  @Test
  void a_window_within_one_cell_stays_whole() {
    Window window = new Window(1, 599);

    assertThat(SlicePlanner.cut(window, SliceWidth.TEN_MINUTES)).containsExactly(window);
  }

  @Test
  void the_slices_are_the_window_in_order_without_overlap_or_hole() {
    qt().forAll(WIDTHS, STARTS, PERMILLE)
        .check(
            (width, start, permille) -> {
              Window window = window(width, start, permille);
              List<Window> slices = SlicePlanner.cut(window, width).toList();
              return slices.getFirst().from() == window.from()
                  && slices.getLast().to() == window.to()
                  && IntStream.range(1, slices.size())
                      .allMatch(i -> slices.get(i - 1).to() == slices.get(i).from());
            });
  }

  @Test
  void only_the_first_and_the_last_slice_may_be_narrower_than_the_width() {
    qt().forAll(WIDTHS, STARTS, PERMILLE)
        .check(
            (width, start, permille) -> {
              List<Window> slices =
                  SlicePlanner.cut(window(width, start, permille), width).toList();
              boolean noneWider =
                  slices.stream().allMatch(slice -> slice.seconds() <= width.seconds());
              return noneWider
                  && IntStream.range(1, slices.size() - 1)
                      .allMatch(i -> slices.get(i).seconds() == width.seconds());
            });
  }

  @Test
  void no_slice_straddles_a_grid_line_of_its_own_or_a_wider_width() {
    qt().forAll(WIDTHS, STARTS, PERMILLE)
        .check(
            (width, start, permille) ->
                SlicePlanner.cut(window(width, start, permille), width)
                    .allMatch(
                        slice ->
                            Arrays.stream(SliceWidth.values())
                                .filter(wider -> wider.compareTo(width) >= 0)
                                .allMatch(wider -> wider.slices(slice) == 1)));
  }

  @Test
  void the_number_of_slices_equals_the_estimate() {
    qt().forAll(WIDTHS, STARTS, PERMILLE)
        .check(
            (width, start, permille) -> {
              Window window = window(width, start, permille);
              return SlicePlanner.cut(window, width).count() == width.slices(window);
            });
  }

  /** The document API includes both ends: a slice requests {@code from} to {@code to - 1}. */
  @Test
  void asked_with_both_ends_included_the_slices_cover_each_second_once() {
    qt().withExamples(200)
        .forAll(longs().between(-5_000, 5_000), longs().between(1, 10_000))
        .check(
            (from, length) -> {
              Window window = new Window(from, from + length);
              return List.of(SliceWidth.MINUTE, SliceWidth.TEN_MINUTES, SliceWidth.HOUR).stream()
                  .allMatch(width -> eachSecondIsAskedForOnce(window, width));
            });
  }

  private static boolean eachSecondIsAskedForOnce(Window window, SliceWidth width) {
    BitSet asked = new BitSet();
    for (Window slice : SlicePlanner.cut(window, width).toList()) {
      long last = slice.to() - 1;
      for (long second = slice.from(); second <= last; second++) {
        int bit = (int) (second - window.from());
        if (asked.get(bit)) {
          return false;
        }
        asked.set(bit);
      }
    }
    return asked.cardinality() == window.seconds() && asked.length() == window.seconds();
  }

  private static Window window(SliceWidth width, long start, long permille) {
    long from = start * width.seconds() / 7;
    return new Window(from, from + Math.max(1, permille * width.seconds() / 1000));
  }
}
