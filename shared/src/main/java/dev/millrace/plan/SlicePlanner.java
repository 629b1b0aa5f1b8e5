package dev.millrace.plan;

import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Cuts windows into slices. Pure. */
public final class SlicePlanner {

  private SlicePlanner() {}

  /**
   * The window cut at the grid lines of the width, which count from the epoch. The slices are in
   * order, do not overlap and leave no gap; the first and the last one may be narrower than the
   * width.
   */
  public static Stream<Window> cut(Window window, SliceWidth width) {
    long seconds = width.seconds();
    long first = Math.floorDiv(window.from(), seconds);
    return LongStream.range(first, first + width.slices(window))
        .mapToObj(
            cell ->
                new Window(
                    Math.max(window.from(), cell * seconds),
                    Math.min(window.to(), (cell + 1) * seconds)));
  }
}
