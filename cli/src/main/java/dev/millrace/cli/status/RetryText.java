package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.ledger.run.Retrying;

/** The retrying slices of a type, in two lines. */
final class RetryText {

  private static final int WIDTH = 78;

  private RetryText() {}

  static String of(String type, long slices, Retrying next) {
    return format(
        ROOT,
        "%s: %,d %s retrying, next try in %s; last failure of that slice:%n  %s%n",
        type,
        slices,
        slices == 1 ? "slice" : "slices",
        TimeText.length(next.nextSeconds()),
        next.cause().lines().findFirst().map(RetryText::cut).orElse(""));
  }

  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }
}
