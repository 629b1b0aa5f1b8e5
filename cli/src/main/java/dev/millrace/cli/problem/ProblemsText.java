package dev.millrace.cli.problem;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.Paint;
import dev.millrace.cli.terminal.Paint.Colour;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.problem.Problem;
import dev.millrace.operator.problem.Problems;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The problems as text, a paragraph each. */
final class ProblemsText {

  static final Paint PAINT =
      Paint.none()
          .with(Colour.GREEN, "^no problems$")
          .with(Colour.RED, "^\\S.* dead (slices?|letters?)")
          .with(Colour.YELLOW, "^\\S.* (retrying slices?|rejected documents?)");

  private ProblemsText() {}

  /**
   * @param columns width of the text
   */
  static String of(Problems problems, int columns) {
    if (problems.groups().isEmpty()) {
      return "no problems\n";
    }
    StringBuilder text = new StringBuilder();
    for (Problem group : problems.groups()) {
      text.append(text.isEmpty() ? "" : "\n").append(paragraph(group, problems.at(), columns));
    }
    return text.toString();
  }

  private static String paragraph(Problem group, Instant now, int columns) {
    String head =
        CountText.of(group.count(), group.kind().noun())
            + (group.type().isEmpty() ? "" : " of " + Printable.of(group.type()))
            + (group.queue().isEmpty() ? "" : " on " + group.queue());
    Instant next = group.nextTry();
    String times =
        format(
            ROOT,
            "  first %s, last %s%s",
            second(group.first()),
            second(group.last()),
            next == null ? "" : ", next try " + in(Duration.between(now, next)));
    return head
        + "\n"
        + Fit.cut("  " + Printable.of(group.cause()), columns)
        + "\n"
        + Fit.lines(times + "\n  " + group.remedy() + "\n", columns)
        + "  "
        + group.command()
        + "\n";
  }

  private static String in(Duration time) {
    return time.toSeconds() <= 0 ? "now" : "in " + TimeText.length(time.toSeconds());
  }

  private static Instant second(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS);
  }
}
