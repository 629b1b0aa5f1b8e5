package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.status.EventCounts;
import dev.millrace.operator.status.EventCounts.TypeCounts;
import dev.millrace.text.Printable;
import java.util.Arrays;

/** The events of a window as text. */
final class CountsText {

  private CountsText() {}

  /**
   * A line for each type, or for each step of the only type.
   *
   * @param steps whether there is one type, and its steps are wanted
   */
  static String of(EventCounts counts, boolean steps) {
    StringBuilder text =
        new StringBuilder(
            "%s to %s\n"
                .formatted(
                    TimeText.moment(counts.window().from()),
                    TimeText.moment(counts.window().to())));
    if (counts.types().isEmpty()) {
      return text.append("no type is applied yet\n").toString();
    }
    if (steps) {
      steps(text, counts, counts.types().getFirst());
    } else {
      int width = counts.types().stream().mapToInt(type -> type.type().length()).max().orElse(0);
      for (TypeCounts type : counts.types()) {
        long[] covered = type.coveredSeconds();
        text.append(
            line(
                format(ROOT, "%-" + width + "s", Printable.of(type.type())),
                type.total(),
                covered == null ? -1 : counts.window().seconds() - Arrays.stream(covered).sum()));
      }
    }
    return text.toString();
  }

  private static void steps(StringBuilder text, EventCounts counts, TypeCounts type) {
    long[] events = type.events();
    long[] covered = type.coveredSeconds();
    long seconds = counts.step().seconds();
    for (int i = 0; i < events.length; i++) {
      text.append(
          line(
              TimeText.moment(counts.window().from() + i * seconds),
              events[i],
              covered == null ? -1 : seconds - covered[i]));
    }
  }

  /**
   * @param uncovered in seconds; negative if unknown
   */
  private static String line(String label, long events, long uncovered) {
    String rest =
        uncovered > 0 ? format(ROOT, "  %s not imported", TimeText.length(uncovered)) : "";
    return format(ROOT, "%s  %,12d%s%n", label, events, rest);
  }
}
