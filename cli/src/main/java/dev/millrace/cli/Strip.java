package dev.millrace.cli;

import dev.millrace.time.Spans;
import dev.millrace.time.Window;

/** Coverage over time as a line of characters, each standing for the same length of time. Pure. */
final class Strip {

  static final String LEGEND =
      "█ imported   ▒ in part   ~ under way   · missing   x dead   - cancelled";

  private Strip() {}

  /** A window in that many cells; a cell of which nothing is expected is blank. */
  static String of(TypeCoverage type, Window window, int cells) {
    StringBuilder strip = new StringBuilder();
    for (int i = 0; i < cells; i++) {
      long from = window.from() + i * window.seconds() / cells;
      long to = Math.max(window.from() + (i + 1) * window.seconds() / cells, from + 1);
      strip.append(cell(type, Spans.of(new Window(from, to))));
    }
    return strip.toString();
  }

  private static char cell(TypeCoverage type, Spans cell) {
    Spans expected = type.expected().and(cell);
    Spans gaps = expected.without(type.covered());
    if (expected.isEmpty()) {
      return ' ';
    }
    if (gaps.isEmpty()) {
      return '█';
    }
    if (!gaps.and(type.dead()).isEmpty()) {
      return 'x';
    }
    if (!gaps.and(type.missing()).isEmpty()) {
      return gaps.seconds() == expected.seconds() ? '·' : '▒';
    }
    return gaps.and(type.underWay()).isEmpty() ? '-' : '~';
  }
}
