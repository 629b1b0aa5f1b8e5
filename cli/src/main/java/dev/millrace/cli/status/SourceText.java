package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableList;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.fleet.SourceFailure;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The types that cannot be fetched now, as text by source. */
final class SourceText {

  private static final int MOST_TYPES = 3;
  private static final String INDENT = " ".repeat(9);

  private SourceText() {}

  /** Three lines per source; empty while all sources answer. */
  static String of(List<SourceFailure> failures, int columns) {
    Map<String, List<SourceFailure>> failing = bySource(failures, false);
    Map<String, List<SourceFailure>> waiting = bySource(failures, true);
    StringBuilder text = new StringBuilder();
    failing.forEach((source, types) -> text.append(failing(source, types, columns)));
    waiting.forEach((source, types) -> text.append(waiting(source, types, columns)));
    return text.toString();
  }

  private static Map<String, List<SourceFailure>> bySource(
      List<SourceFailure> failures, boolean onlyWaiting) {
    return failures.stream()
        .filter(failure -> (failure.sinceSeconds() == null) == onlyWaiting)
        .collect(groupingBy(SourceFailure::source, LinkedHashMap::new, toUnmodifiableList()));
  }

  private static String failing(String source, List<SourceFailure> types, int columns) {
    SourceFailure next = next(types);
    long since =
        types.stream()
            .map(SourceFailure::sinceSeconds)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    return lines(
            columns,
            format(ROOT, "source   %s fails for %s", source, names(types)),
            format(
                ROOT,
                "%ssince %s ago, next probe %s; newest failure:",
                INDENT,
                TimeText.length(since),
                in(next)))
        + Fit.paragraph(INDENT, next.failure(), columns);
  }

  private static String waiting(String source, List<SourceFailure> types, int columns) {
    return lines(
        columns,
        format(ROOT, "source   %s asked to wait with %s", source, names(types)),
        format(ROOT, "%snext request %s", INDENT, in(next(types))));
  }

  private static SourceFailure next(List<SourceFailure> types) {
    return types.stream().min(Comparator.comparingLong(SourceFailure::nextSeconds)).orElseThrow();
  }

  private static String in(SourceFailure next) {
    return next.nextSeconds() == 0 ? "now" : "in " + TimeText.length(next.nextSeconds());
  }

  private static String names(List<SourceFailure> types) {
    String names =
        String.join(", ", types.stream().limit(MOST_TYPES).map(SourceFailure::type).toList());
    int more = types.size() - MOST_TYPES;
    return more > 0 ? format(ROOT, "%s and %,d more", names, more) : names;
  }

  private static String lines(int columns, String... lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append(Fit.cut(line, columns)).append('\n');
    }
    return text.toString();
  }
}
