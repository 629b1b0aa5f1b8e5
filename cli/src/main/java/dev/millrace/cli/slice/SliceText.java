package dev.millrace.cli.slice;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.operator.slice.SliceAttempt;
import dev.millrace.operator.slice.SliceStatus;
import dev.millrace.operator.slice.SliceStatus.Relative;
import dev.millrace.text.Printable;
import dev.millrace.time.Window;
import java.util.List;
import java.util.stream.Collectors;

/** A slice as text. */
final class SliceText {

  private SliceText() {}

  static String of(SliceStatus status) {
    SliceStatus.Row slice = status.slice();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            ROOT,
            "slice %d   %s, of %s run %d%s%n",
            slice.id(),
            slice.state().text(),
            slice.kind().text(),
            slice.run(),
            slice.paused() ? ", paused" : ""));
    text.append(format(ROOT, "type      %s%n", Printable.of(slice.type())));
    text.append(format(ROOT, "span      %s%n", span(slice.window())));
    if (slice.state().open() && slice.notBefore().isAfter(status.at())) {
      text.append(format(ROOT, "next try  %s%n", slice.notBefore()));
    }
    String error = slice.error();
    if (error != null) {
      text.append(format(ROOT, "failure   %s%n", Printable.of(error)));
    }
    status.counted().ifPresent(attempt -> text.append(documents(attempt.documents())));
    relatives(text, "part of   ", status.parents());
    relatives(text, "halves    ", status.halves());
    status.attempts().forEach(attempt -> text.append(attempt(attempt)));
    status
        .rejected()
        .forEach(
            document ->
                text.append(
                    format(
                        ROOT,
                        "rejected  %s  %s %s%n",
                        Printable.of(document.document()),
                        document.reason(),
                        Printable.of(document.path()))));
    return text.toString();
  }

  private static String documents(SliceAttempt.Documents documents) {
    String classes =
        documents.classes().entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> format(ROOT, "%,d %s", each.getValue(), each.getKey()))
            .collect(Collectors.joining(" + "));
    return format(
        ROOT,
        "documents %,d fetched%s%s%n",
        documents.fetched(),
        classes.isEmpty() ? "" : " = " + classes,
        documents.unaccounted() == 0
            ? ""
            : format(ROOT, ", %,d in no class", documents.unaccounted()));
  }

  private static void relatives(StringBuilder text, String label, List<Relative> slices) {
    for (Relative slice : slices) {
      text.append(
          format(
              ROOT,
              "%sslice %d, %s, %s%n",
              label,
              slice.id(),
              slice.state().text(),
              span(slice.window())));
    }
  }

  private static String attempt(SliceAttempt attempt) {
    String end =
        attempt.ended() == null
            ? ", lease until " + attempt.leaseUntil()
            : " at " + attempt.ended();
    String error = attempt.error() == null ? "" : ": " + Printable.of(attempt.error());
    return format(
        ROOT,
        "attempt   %d by %s from %s, %s%s%s%n",
        attempt.number(),
        Printable.of(attempt.worker()),
        attempt.started(),
        attempt.state(),
        end,
        error);
  }

  private static String span(Window window) {
    return "%s to %s".formatted(TimeText.moment(window.from()), TimeText.moment(window.to()));
  }
}
