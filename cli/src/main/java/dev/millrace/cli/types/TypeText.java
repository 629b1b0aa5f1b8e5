package dev.millrace.cli.types;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.catalogue.CountedType;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.type.AppliedType;
import dev.millrace.operator.type.AppliedType.Version;
import dev.millrace.operator.type.Lateness;
import dev.millrace.operator.type.Lateness.Age;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import java.util.stream.Collectors;

/** An applied type as text. */
final class TypeText {

  private TypeText() {}

  static String of(AppliedType applied) {
    CountedType type = applied.type();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            ROOT,
            "%s, %s, applied %s, table %s%n",
            Printable.of(type.name()),
            TypesCommand.what(type),
            applied.appliedAt(),
            Printable.of(type.table())));
    type.imported()
        .map(imported -> imported.schedule().fresh())
        .ifPresent(
            fresh ->
                text.append(
                    "  promise: everything older than %s is imported\n"
                        .formatted(TimeText.length(fresh.toSeconds()))));
    for (Version version : applied.versions()) {
      text.append(
          format(
              ROOT,
              "  %.1f %% (%s) by %s%n",
              100.0 * version.seconds() / applied.coveredSeconds(),
              TimeText.length(version.seconds()),
              version.version().equals(type.version())
                  ? "this definition"
                  : "definition " + version.version()));
    }
    applied
        .olderHull()
        .ifPresent(
            hull ->
                text.append(
                    "  ./millrace backfill --types %s --from %s --to %s --only older-definition\n"
                        .formatted(
                            type.name(),
                            TimeText.moment(hull.from()),
                            TimeText.moment(hull.to()))));
    applied.lateness().ages().forEach(age -> text.append(age(age)));
    text.append(advice(applied.lateness()));
    return text.append('\n').append(type.yaml().strip()).append('\n').toString();
  }

  private static String age(Age age) {
    String label = "  recheck after " + TimeText.length(age.age().toSeconds());
    return age.slices() == 0
        ? label + ": none yet\n"
        : format(
            ROOT,
            "%s: %,d inserted, %,d updated of %s in %s%n",
            label,
            age.inserted(),
            age.updated(),
            CountText.of(age.fetched(), "document"),
            CountText.of(age.slices(), "slice"));
  }

  private static String advice(Lateness lateness) {
    if (!lateness.measured()) {
      return "";
    }
    if (lateness.open()) {
      return "  the last recheck still brought documents: add an older age\n";
    }
    return lateness.enough().isEmpty()
        ? "  no recheck brought anything: recheck: [] would do\n"
        : "  enough: recheck after %s\n"
            .formatted(
                lateness.enough().stream()
                    .map(age -> TimeText.length(age.toSeconds()))
                    .collect(Collectors.joining(", ")));
  }
}
