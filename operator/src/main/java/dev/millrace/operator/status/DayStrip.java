package dev.millrace.operator.status;

import dev.millrace.plan.Expectation;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.Optional;

/** The last 24 hours of a type as 96 letters, one per quarter of an hour. Pure. */
final class DayStrip {

  private static final long CELL_SECONDS = 900;
  private static final int CELLS = 96;

  /** What a cell shows if several of them occur: the first that does. */
  private static final Fate[] WORST = {
    Fate.DEAD,
    Fate.MISSING,
    Fate.CANCELLED,
    Fate.UNDER_WAY,
    Fate.EXCLUDED,
    Fate.IMPORTED,
    Fate.DUE,
    Fate.NOT_EXPECTED
  };

  private DayStrip() {}

  /** The strip up to the source lag of a moment. */
  static String of(Timeline timeline, Instant now) {
    long end = now.minus(Expectation.SOURCE_LAG).getEpochSecond();
    Window day = new Window(end - CELLS * CELL_SECONDS, end);
    Optional<Window> known = timeline.window().clippedTo(day);
    StringBuilder strip = new StringBuilder();
    Timeline part = known.isPresent() ? timeline.within(day) : timeline;
    for (int i = 0; i < CELLS; i++) {
      long from = day.from() + i * CELL_SECONDS;
      strip.append(known.isPresent() ? letter(part, new Window(from, from + CELL_SECONDS)) : '-');
    }
    return strip.toString();
  }

  private static char letter(Timeline timeline, Window cell) {
    for (Fate fate : WORST) {
      if (timeline.seconds(fate, cell) > 0) {
        return letter(fate);
      }
    }
    return '-';
  }

  private static char letter(Fate fate) {
    return switch (fate) {
      case IMPORTED -> 'i';
      case UNDER_WAY -> 'u';
      case EXCLUDED -> 'x';
      case DEAD -> 'd';
      case CANCELLED -> 'c';
      case MISSING -> 'm';
      case DUE -> '.';
      case NOT_EXPECTED -> '-';
    };
  }
}
