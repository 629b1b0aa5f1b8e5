package dev.millrace.cli.status;

import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
import dev.millrace.time.Window;

/** A timeline as a line of characters, each for the same length of time. Pure. */
final class Strip {

  static final String LEGEND =
      """
      █ imported   ▒ in part   ~ under way   + due   · missing   x dead
      - cancelled   # excluded   blank: not expected
      """;

  private Strip() {}

  /** The window in a number of cells, each with the worst fate in it. */
  static String of(Timeline timeline, Window window, int cells) {
    StringBuilder strip = new StringBuilder();
    for (int i = 0; i < cells; i++) {
      long from = window.from() + i * window.seconds() / cells;
      long to = Math.max(window.from() + (i + 1) * window.seconds() / cells, from + 1);
      strip.append(cell(timeline, new Window(from, to)));
    }
    return strip.toString();
  }

  private static char cell(Timeline timeline, Window cell) {
    boolean imported = timeline.seconds(Fate.IMPORTED, cell) > 0;
    if (timeline.seconds(Fate.DEAD, cell) > 0) {
      return 'x';
    }
    if (timeline.seconds(Fate.MISSING, cell) > 0) {
      return imported ? '▒' : '·';
    }
    if (timeline.seconds(Fate.UNDER_WAY, cell) > 0) {
      return '~';
    }
    if (timeline.seconds(Fate.CANCELLED, cell) > 0) {
      return '-';
    }
    boolean excluded = timeline.seconds(Fate.EXCLUDED, cell) > 0;
    if (imported) {
      // A few due minutes do not show in a cell of hours.
      return excluded || timeline.seconds(Fate.NOT_EXPECTED, cell) > 0 ? '▒' : '█';
    }
    if (excluded) {
      return '#';
    }
    return timeline.seconds(Fate.DUE, cell) > 0 ? '+' : ' ';
  }
}
