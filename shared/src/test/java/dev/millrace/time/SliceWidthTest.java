package dev.millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.arbitrary;
import static org.quicktheories.generators.SourceDSL.longs;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SliceWidthTest {

  private static final Window FROM_THE_EPOCH = new Window(0, 1_718_000_000);

  @Test
  void each_rung_divides_the_next() {
    SliceWidth[] ladder = SliceWidth.values();

    for (int i = 1; i < ladder.length; i++) {
      assertThat(ladder[i].seconds()).isGreaterThan(ladder[i - 1].seconds());
      assertThat(ladder[i].seconds() % ladder[i - 1].seconds()).as("%s", ladder[i]).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_rung_is_read_as_it_is_printed(SliceWidth width) {
    assertThat(SliceWidth.parse(width.toString())).hasValue(width);
    assertThat(SliceWidth.choices()).contains(width.toString());
    assertThat(width.duration()).hasSeconds(width.seconds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5m", "10M", " 10m", "60m", "MINUTE", "1m, 10m"})
  void unknown_widths_are_not_read(String text) {
    assertThat(SliceWidth.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10m, 0, 600, 1",
    "10m, 0, 601, 2",
    "10m, 599, 601, 2",
    "10m, 600, 601, 1",
    "10m, -1, 1, 2",
    "10m, -600, 0, 1",
    "1m, 0, 4200, 70",
    "1m, 30, 4230, 71",
  })
  void slices_are_counted_on_the_grid(String width, long from, long to, long slices) {
    assertThat(SliceWidth.parse(width).orElseThrow().slices(new Window(from, to)))
        .isEqualTo(slices);
  }

  @ParameterizedTest
  @CsvSource({
    "1m, 0, 119940, 1m", // 1,999 slices
    "1m, 0, 120000, 10m", // 2,000 would not be fewer
    "1h, 0, 120000, 1h",
    "8d, 0, 60, 8d",
  })
  void the_width_is_widened_only_where_it_must_be(String width, long from, long to, String wider) {
    assertThat(
            SliceWidth.parse(width).orElseThrow().widenedFor(new Window(from, to), 2000).toString())
        .isEqualTo(wider);
  }

  @Test
  void half_a_century_fits_into_few_slices_of_any_width() {
    for (SliceWidth width : SliceWidth.values()) {
      SliceWidth wider = width.widenedFor(FROM_THE_EPOCH, 2000);

      assertThat(wider).isGreaterThanOrEqualTo(width);
      assertThat(wider.slices(FROM_THE_EPOCH)).isLessThan(2000);
    }
  }

  @Test
  void where_no_rung_is_wide_enough_the_widest_is_taken() {
    Window eons = new Window(0, 4_000_000_000_000L);

    assertThat(SliceWidth.MINUTE.widenedFor(eons, 2)).isEqualTo(SliceWidth.TWO_YEARS);
  }

  @Test
  void widening_takes_the_narrowest_rung_that_is_allowed_and_wide_enough() {
    qt().forAll(
            arbitrary().enumValues(SliceWidth.class),
            longs().between(-1_000_000_000, 4_000_000_000L),
            longs().between(1, 4_000_000_000L),
            longs().between(2, 5_000))
        .check(
            (width, from, length, limit) -> {
              Window window = new Window(from, from + length);
              SliceWidth widened = width.widenedFor(window, limit);
              boolean fits = widened == SliceWidth.TWO_YEARS || widened.slices(window) < limit;
              boolean narrowest =
                  Arrays.stream(SliceWidth.values())
                      .filter(rung -> rung.compareTo(width) >= 0 && rung.compareTo(widened) < 0)
                      .allMatch(rung -> rung.slices(window) >= limit);
              return widened.compareTo(width) >= 0 && fits && narrowest;
            });
  }
}
