package dev.millrace.cli.deadletter;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.operator.deadletter.DeadLetter;
import dev.millrace.operator.deadletter.DeadLetterGroup;
import dev.millrace.operator.deadletter.RedriveResult;
import dev.millrace.text.CountText;
import dev.millrace.text.Printable;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The results of the commands for dead letters as text. */
final class DeadLetterText {

  private static final int REASON_LENGTH = 200;

  private DeadLetterText() {}

  static String list(List<DeadLetterGroup> groups, long deadSlicesWithoutLetter) {
    StringBuilder text = new StringBuilder();
    if (groups.isEmpty()) {
      text.append("no dead letters\n");
    } else {
      int type = groups.stream().mapToInt(group -> group.type().length()).reduce(4, Math::max);
      String row = "%-9s  %-" + type + "s  %7s  %-20s  %s\n";
      text.append(format(ROOT, row, "queue", "type", "letters", "oldest", "reason"));
      for (DeadLetterGroup group : groups) {
        text.append(
            format(
                ROOT,
                row,
                group.queue(),
                Printable.of(group.type()),
                group.count(),
                group.oldest().truncatedTo(ChronoUnit.SECONDS),
                cut(Printable.of(group.reason()))));
      }
    }
    if (deadSlicesWithoutLetter > 0) {
      text.append(
          format(
              ROOT,
              "%s dead in the ledger without a letter; redrive includes %s\n",
              CountText.of(deadSlicesWithoutLetter, "slice is", "slices are"),
              deadSlicesWithoutLetter == 1 ? "it" : "them"));
    }
    return text.toString();
  }

  static String show(DeadLetter letter) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("reason", letter.reason());
    lines.putAll(new TreeMap<>(letter.delivery().attributes()));
    lines.put("id", letter.delivery().id());
    lines.put("dead since", letter.delivery().sentAt().toString());
    lines.put("body", letter.delivery().body());
    StringBuilder text = new StringBuilder();
    text.append(format(ROOT, "%s %s\n", letter.from().name(), Printable.of(letter.type())));
    lines.forEach(
        (name, value) ->
            text.append(format(ROOT, "  %-14s %s\n", Printable.of(name), Printable.of(value))));
    return text.toString();
  }

  static String redrive(Map<RedriveResult, Integer> results, boolean dryRun, int mostRedrives) {
    if (results.isEmpty()) {
      return "nothing to redrive\n";
    }
    StringBuilder text = new StringBuilder(dryRun ? "this would be done (--dry-run):\n" : "");
    results.forEach(
        (result, count) ->
            text.append(format(ROOT, "%7d %s\n", count, meaning(result, mostRedrives))));
    return text.toString();
  }

  private static String meaning(RedriveResult result, int mostRedrives) {
    return switch (result) {
      case SENT -> "sent again (messages)";
      case PLANNED -> "planned again (slices)";
      case NOT_DEAD -> "letter deleted: its slice is not dead";
      case REDRIVEN_TOO_OFTEN ->
          "skipped: already redriven %d times or more, see --max-redrives".formatted(mostRedrives);
      case RUN_CANCELLED -> "skipped: the run is being cancelled; try again when it has ended";
      case UNKNOWN_SLICE -> "skipped: the slice is not in the ledger";
      case UNKNOWN_TYPE -> "skipped: unknown document type; run ./millrace types apply first";
      case EMPTY_WINDOW ->
          "skipped: nothing in the window can be imported; see ./millrace dlq drop";
      case MISPLACED -> "skipped: sent to the wrong queue; see ./millrace dlq drop";
      case UNREADABLE -> "skipped: this version cannot read it; update, or see ./millrace dlq drop";
      case TOO_LARGE -> "skipped: too large to resend with the redrive counter";
    };
  }

  static String drop(int letters, int deadSlices, boolean dryRun) {
    StringBuilder text =
        new StringBuilder(
            format(
                ROOT,
                "%s %s\n",
                CountText.of(letters, "dead letter"),
                dryRun ? "would be dropped" : "dropped"));
    if (deadSlices > 0) {
      text.append(
          format(
              ROOT,
              "%s dead in the ledger; redrive can still retry %s\n",
              CountText.of(deadSlices, "slice stays", "slices stay"),
              deadSlices == 1 ? "it" : "them"));
    }
    return text.toString();
  }

  private static String cut(String reason) {
    return reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH) + "…";
  }
}
