package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.text.CountText;

/** The retrying slices of a type, in two lines. */
final class RetryText {

  private RetryText() {}

  static String of(String type, long slices, Retrying next, int columns) {
    return format(
        ROOT,
        "%s: %s retrying, next try %s; last failure of that slice:%n%s",
        type,
        CountText.of(slices, "slice"),
        next.nextSeconds() == 0 ? "now" : "in " + TimeText.length(next.nextSeconds()),
        Fit.paragraph("  ", next.cause(), columns));
  }
}
