package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.status.Status;
import dev.millrace.operator.status.Status.TypeStatus;
import java.util.List;
import java.util.stream.IntStream;

/** The types of the overall status: a table, or two lines each where that is too wide. */
final class StatusTable {

  private static final List<String> HEADERS =
      List.of("type", "lag", "covered", "last import", "rejected", "dead");

  /** So that columns keep their places while the status is watched. */
  private static final List<Integer> USUAL = List.of(17, 12, 9, 21, 8, 5);

  private static final List<Boolean> LEFT = List.of(true, false, false, true, false, false);

  /** Before the columns. */
  private static final List<String> GAPS = List.of("", " ", " ", "  ", " ", " ");

  private static final String LINES = "%s%n  lag %s, covered %s, import %s, %s rejected, %s dead%n";

  private StatusTable() {}

  /**
   * @param columns width of the text
   */
  static String of(Status status, int columns) {
    List<List<String>> rows = status.types().stream().map(StatusTable::row).toList();
    List<Integer> widths = widths(rows, USUAL);
    if (total(widths) > columns) {
      widths = widths(rows, HEADERS.stream().map(String::length).toList());
    }
    StringBuilder text = new StringBuilder();
    if (total(widths) > columns) {
      rows.forEach(row -> text.append(format(ROOT, LINES, row.toArray())));
    } else {
      List<Integer> fitting = widths;
      text.append(line(HEADERS, fitting));
      rows.forEach(row -> text.append(line(row, fitting)));
    }
    return text.toString();
  }

  private static List<String> row(TypeStatus type) {
    return List.of(
        type.type(),
        type.lag() == null ? "nothing yet" : TimeText.length(type.lag()),
        type.coverage().percent(),
        type.lastRun() == null
            ? "never"
            : "run %d, %s ago".formatted(type.lastRun(), TimeText.length(type.lastAgo())),
        format(ROOT, "%,d", type.rejected()),
        format(ROOT, "%,d", type.dead()));
  }

  private static List<Integer> widths(List<List<String>> rows, List<Integer> least) {
    return IntStream.range(0, HEADERS.size())
        .map(
            i -> rows.stream().mapToInt(row -> row.get(i).length()).reduce(least.get(i), Math::max))
        .boxed()
        .toList();
  }

  private static int total(List<Integer> widths) {
    return GAPS.stream().mapToInt(String::length).sum()
        + widths.stream().mapToInt(Integer::intValue).sum();
  }

  private static String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String format = (LEFT.get(i) ? "%-" : "%") + widths.get(i) + "s";
      line.append(GAPS.get(i)).append(format(ROOT, format, cells.get(i)));
    }
    return line.append('\n').toString();
  }
}
