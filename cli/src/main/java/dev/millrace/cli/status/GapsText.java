package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.Paint;
import dev.millrace.cli.terminal.Paint.Colour;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.operator.status.Gaps;
import dev.millrace.operator.status.TypeCoverage;
import dev.millrace.plan.Fate;
import dev.millrace.plan.Timeline.Gap;
import dev.millrace.text.CountText;
import dev.millrace.time.Window;
import java.util.List;

/** The timeline of a window as text. */
final class GapsText {

  private static final int FEWEST_CELLS = 20;
  private static final int CELLS = 50;
  private static final int MOST_CELLS = 120;

  /** The blanks and the percentage beside a strip. */
  private static final int BESIDE = 11;

  /** Before a character of a strip. */
  private static final String STRIP = "(?<=[█▒~+·x#-]|  )";

  static final Paint PAINT =
      Paint.none()
          .with(Colour.GREEN, "█+|100\\.00 %|^no gaps.*")
          .with(Colour.YELLOW, "▒+|·+|^\\S+: .* retrying, .*")
          .with(Colour.RED, STRIP + "x+(?=[█▒~+·x#-]| +[\\d-]|$)|x dead")
          .with(Colour.CYAN, STRIP + "[~+]+")
          .with(Colour.MAGENTA, STRIP + "-+(?=[█▒~+·x#-]| +\\d| cancelled)")
          .with(Colour.GREY, "#+");

  private static final int MOST_EXCLUSIONS = 5;

  private final Gaps gaps;
  private final List<TypeCoverage> types;
  private final Window window;
  private final boolean whole;
  private final int columns;

  /**
   * @param columns width of the text
   */
  GapsText(Gaps gaps, int columns) {
    this.columns = columns;
    this.types = gaps.types();
    this.gaps = gaps;
    this.window = gaps.window();
    this.whole = gaps.whole();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    int width = types.stream().mapToInt(each -> each.type().length()).reduce(4, Math::max);
    boolean beside = columns - width - BESIDE >= FEWEST_CELLS;
    String row = beside ? "%-" + width + "s  %s %8s%n" : "%s%n  %s %8s%n";
    int cells =
        Math.clamp(
            Math.min(columns - BESIDE - (beside ? width : 0), Math.max(CELLS, columns - 30)),
            FEWEST_CELLS / 2,
            MOST_CELLS);
    text.append(
        format(
            ROOT,
            "%s to %s, %s per character%n",
            TimeText.moment(window.from()),
            TimeText.moment(window.to()),
            TimeText.length(Math.max(window.seconds() / cells, 1))));
    StringBuilder strips = new StringBuilder();
    for (TypeCoverage each : types) {
      String percent = whole ? each.percentOfAll() : each.percent();
      strips.append(
          format(ROOT, row, each.type(), Strip.of(each.timeline(), window, cells), percent));
    }
    String head = Fit.lines(text.toString(), columns) + strips;
    text.setLength(0);
    text.append(Strip.LEGEND);
    if (whole) {
      types.forEach(each -> text.append(counts(each)));
    }
    types.stream()
        .filter(each -> each.gapSeconds() > 0)
        .map(GapsText::oldest)
        .forEach(text::append);
    types.forEach(each -> exclusions(text, each));
    for (TypeCoverage each : types) {
      List<Retrying> here = gaps.retryingIn(each.type());
      if (!here.isEmpty()) {
        text.append(RetryText.of(each.type(), here.size(), here.getFirst(), columns));
      }
    }
    if (types.stream().allMatch(each -> each.gapSeconds() == 0)) {
      text.append(withoutGaps());
    }
    return head + Fit.lines(text.toString(), columns);
  }

  private String withoutGaps() {
    if (types.stream().allMatch(each -> each.expectedSeconds() == 0)) {
      return "nothing is expected in this span: no tick has planned it\n";
    }
    return types.stream().allMatch(each -> each.timeline().seconds(Fate.NOT_EXPECTED) == 0)
        ? "no gaps\n"
        : "no gaps in the expected time\n";
  }

  /** The total length of every fate that occurs, wrapped to lines. */
  private String counts(TypeCoverage type) {
    StringBuilder text = new StringBuilder();
    String line = type.type() + ":";
    for (Fate fate : Fate.values()) {
      long seconds = type.timeline().seconds(fate);
      if (seconds > 0) {
        String count = " %s %s,".formatted(TimeText.length(seconds), fate.text());
        if (line.length() + count.length() > columns) {
          text.append(line).append('\n');
          line = " ";
        }
        line += count;
      }
    }
    return text.append(line, 0, line.length() - 1).append('\n').toString();
  }

  private static String oldest(TypeCoverage type) {
    List<Gap> gaps = type.timeline().gaps();
    Window oldest = gaps.getFirst().window();
    return format(
        ROOT,
        "%s: %s, %s in all; the oldest is %s,%n  from %s to %s (%s)%n",
        type.type(),
        CountText.of(gaps.size(), "gap"),
        TimeText.length(type.gapSeconds()),
        gaps.getFirst().fate().text(),
        TimeText.moment(oldest.from()),
        TimeText.moment(oldest.to()),
        TimeText.length(oldest.seconds()));
  }

  private static void exclusions(StringBuilder text, TypeCoverage type) {
    type.exclusions().stream()
        .limit(MOST_EXCLUSIONS)
        .forEach(
            exclusion ->
                text.append(
                    "%s: excluded from %s to %s%n  by %s: %s%n"
                        .formatted(
                            type.type(),
                            TimeText.moment(exclusion.window().from()),
                            TimeText.moment(exclusion.window().to()),
                            exclusion.by(),
                            exclusion.because())));
    int more = type.exclusions().size() - MOST_EXCLUSIONS;
    if (more > 0) {
      text.append("%s: %d more exclusions, see --json%n".formatted(type.type(), more));
    }
  }
}
