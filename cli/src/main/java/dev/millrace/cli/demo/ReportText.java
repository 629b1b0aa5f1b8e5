package dev.millrace.cli.demo;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.operator.demo.BusyTimes;
import dev.millrace.operator.demo.BusyTimes.Busy;
import dev.millrace.operator.demo.TypeCounts;
import dev.millrace.text.CountText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link DemoReport} as text, in lines of fewer than 80 characters if names allow it. */
final class ReportText {

  private static final int LINE = 79;
  private static final int BAR = 40;
  private static final String INDENT = " ".repeat(11);
  private static final int MOST_NOTES = 10;
  private static final int NARROWEST_TYPE = 17;

  private ReportText() {}

  /** The whole report. */
  static String of(DemoReport report) {
    StringBuilder text = new StringBuilder();
    table(text, report.types());
    notes(report).forEach(note -> text.append(note).append('\n'));
    text.append('\n');
    totals(text, report);
    text.append(chart(report.busiest()));
    text.append("\nchecks\n");
    report
        .checks()
        .forEach(check -> lines(check, report).forEach(line -> text.append(line).append('\n')));
    return text.toString();
  }

  /** The parts that accompany JSON on standard error: notes, and failed checks. */
  static List<String> findings(DemoReport report) {
    List<String> findings = new ArrayList<>(notes(report));
    report.checks().stream()
        .filter(check -> !check.holds() || !check.notes().isEmpty())
        .forEach(check -> findings.addAll(lines(check, report)));
    return findings;
  }

  private static void table(StringBuilder text, List<TypeCounts> types) {
    int width =
        types.stream().mapToInt(type -> type.type().length()).reduce(NARROWEST_TYPE, Math::max);
    boolean outside = types.stream().anyMatch(type -> type.outside() > 0);
    String row = "%-" + width + "s %9s %9s %9s %9s %9s %9s%s\n";
    text.append(
        format(
            ROOT,
            row,
            "type",
            "fetched",
            "inserted",
            "updated",
            "unchanged",
            "filtered",
            "rejected",
            outside ? "   outside" : ""));
    for (TypeCounts type : types) {
      text.append(
          format(
              ROOT,
              row,
              type.type(),
              number(type.fetched()),
              number(type.inserted()),
              number(type.updated()),
              number(type.unchanged()),
              number(type.filtered()),
              number(type.rejected()),
              outside ? format(ROOT, " %9s", number(type.outside())) : ""));
    }
    if (types.stream().allMatch(type -> type.inserted() + type.updated() == 0)) {
      text.append("Nothing was inserted or updated: the tables were up to date.\n");
    }
  }

  /** One bar per line, the longest first; empty without events. */
  private static String chart(BusyTimes busiest) {
    if (busiest.times().isEmpty()) {
      return "";
    }
    StringBuilder chart = new StringBuilder("\nbusiest %s (UTC)\n".formatted(busiest.unit()));
    long most = busiest.times().getFirst().events();
    for (Busy busy : busiest.times()) {
      int length = (int) Math.max(BAR * busy.events() / most, 1);
      chart.append(
          format(ROOT, "  %s  %-40s %,7d\n", busy.time(), "█".repeat(length), busy.events()));
    }
    return chart.toString();
  }

  private static List<String> notes(DemoReport report) {
    List<String> notes = report.notes();
    List<String> lines = new ArrayList<>();
    notes.stream().limit(MOST_NOTES).forEach(note -> lines.addAll(wrapped("note: ", note)));
    if (notes.size() > MOST_NOTES) {
      lines.add("note: … and " + number(notes.size() - MOST_NOTES) + " more notes");
    }
    return lines;
  }

  private static void totals(StringBuilder text, DemoReport report) {
    text.append("slices    ").append(listed(report.slices())).append('\n');
    if (!report.rejections().isEmpty()) {
      text.append("rejected  ").append(listed(report.rejections())).append('\n');
    }
    text.append(
        format(
            ROOT,
            "buckets   %,d with %s; the tables hold %,d\n",
            report.buckets(),
            CountText.of(report.counted(), "event"),
            report.events()));
    long ended = report.slices().values().stream().mapToLong(Long::longValue).sum();
    long fetched = report.types().stream().mapToLong(TypeCounts::fetched).sum();
    text.append(
        format(
            ROOT,
            "time      %.1f s to import and count, %,.0f slices/s, %,.0f documents/s\n",
            report.seconds(),
            ended / Math.max(report.seconds(), 0.001),
            fetched / Math.max(report.seconds(), 0.001)));
    if (report.replacedWorkers() > 0) {
      text.append(
          format(
              ROOT,
              "workers   %,d exited unexpectedly and were replaced\n",
              report.replacedWorkers()));
    }
  }

  private static String listed(Map<String, Long> numbers) {
    return numbers.entrySet().stream()
        .map(entry -> number(entry.getValue()) + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static List<String> lines(Check check, DemoReport report) {
    int width = report.checks().stream().mapToInt(each -> each.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    lines.add(
        "  %s%s %s  %s"
            .formatted(
                check.name(),
                " ".repeat(width - check.name().length()),
                check.holds() ? "ok  " : "FAIL",
                check.claim()));
    check.differences().forEach(difference -> lines.addAll(wrapped(INDENT + "- ", difference)));
    check.notes().forEach(note -> lines.addAll(wrapped(INDENT + "note: ", note)));
    return lines;
  }

  /** A sentence in lines that fit, all with the indentation of the first. */
  private static List<String> wrapped(String lead, String sentence) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(lead);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() > lead.length() && line.length() + word.length() > LINE) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder(" ".repeat(lead.length()));
      }
      line.append(word).append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static String number(long number) {
    return format(ROOT, "%,d", number);
  }
}
