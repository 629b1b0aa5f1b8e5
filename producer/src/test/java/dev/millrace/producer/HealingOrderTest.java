package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which part of the gaps one tick plans. */
final class HealingOrderTest {

  private static final long DAY = 86_400;

  private final DocumentType type = type("T", "slice_width: 10m");

  @Test
  void of_many_gaps_the_newest_are_planned_newest_first() {
    List<Window> gaps = LongStream.range(0, 300).mapToObj(i -> gap(i * 1200, 600)).toList();

    List<Window> slices = Healing.newestFirst(type, Spans.of(gaps), Healing.MOST);

    assertThat(slices).isEqualTo(gaps.subList(100, 300).reversed());
  }

  @Test
  void of_one_long_gap_it_is_the_newest_part_in_days_newest_first() {
    List<Window> slices = Healing.newestFirst(type, Spans.of(gap(0, 250 * DAY)), Healing.MOST);

    assertThat(slices)
        .hasSize(Healing.MOST)
        .isSortedAccordingTo(Comparator.comparingLong(Window::from).reversed());
    assertThat(Spans.of(slices).windows()).containsExactly(new Window(50 * DAY, 250 * DAY));
  }

  private static Window gap(long from, long seconds) {
    return new Window(from, from + seconds);
  }
}
