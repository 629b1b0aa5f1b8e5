package dev.millrace.cli.run;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.backfill.BackfillJson;
import dev.millrace.plan.Only;
import dev.millrace.plan.TypePlan;
import dev.millrace.text.CountText;
import java.util.List;

/** The plan of a backfill as text. */
final class BackfillText {

  private BackfillText() {}

  /**
   * One line per type and their sum.
   *
   * @param slicesPerSecond the rate of sending
   */
  static String of(List<TypePlan> plans, double slicesPerSecond) {
    StringBuilder text = new StringBuilder();
    int width = plans.stream().mapToInt(plan -> plan.type().length()).reduce(5, Math::max);
    for (TypePlan plan : plans) {
      text.append(
          format(
              ROOT,
              "%-" + width + "s  %,9d %s of %-4s  %s%n",
              plan.type(),
              plan.count(),
              plan.count() == 1 ? "slice" : "slices",
              plan.width(),
              plan.documents() < 0
                  ? "density unknown"
                  : plan.documents() == 1
                      ? "about 1 document"
                      : "about %s documents".formatted(CountText.rounded(plan.documents()))));
    }
    for (TypePlan plan : plans) {
      if (plan.excluded() > 0) {
        text.append(
            "%s: %s of this is excluded; a backfill imports it anyway%n"
                .formatted(plan.type(), TimeText.length(plan.excluded())));
      }
    }
    long slices = slices(plans);
    return text.append(
            format(
                ROOT,
                "%-" + width + "s  %,9d %s, %s; at %.2f slices per second, %s or more%n",
                "all",
                slices,
                slices == 1 ? "slice" : "slices",
                CountText.of(slices * BackfillJson.CALLS_PER_SLICE, "call"),
                slicesPerSecond,
                TimeText.length(Math.max(1, Math.round(slices / slicesPerSecond)))))
        .toString();
  }

  /**
   * The reason why there is nothing to plan.
   *
   * @param empty whether the window is outside the time of every type
   */
  static String nothing(Only only, boolean empty) {
    if (empty) {
      return "nothing to import: the types begin after this window, or it is in the source lag\n";
    }
    return switch (only) {
      case MISSING, ALL ->
          "nothing to import: the window is imported or under way; use --only all to import it"
              + " again\n";
      case DEAD -> "nothing to import: there are no dead slices in this window\n";
      case OLDER_DEFINITION ->
          "nothing to import: no rows in this window were written by an older definition\n";
    };
  }

  private static long slices(List<TypePlan> plans) {
    return plans.stream().mapToLong(TypePlan::count).sum();
  }
}
