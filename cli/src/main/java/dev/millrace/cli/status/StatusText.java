package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.joining;

import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.Paint;
import dev.millrace.cli.terminal.Paint.Colour;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.Status;
import dev.millrace.operator.status.Status.TypeStatus;
import dev.millrace.plan.Fate;
import dev.millrace.text.CountText;
import java.util.List;
import java.util.Objects;

/** The overall status as text on one screen. */
final class StatusText {

  private static final int MOST_NUMBERS = 8;

  static final Paint PAINT =
      Paint.none()
          .with(Colour.BOLD, "^type +lag .*")
          .with(Colour.GREEN, " 100\\.00 %|^buckets  all counted$|^runs     all have ended$")
          .with(
              Colour.RED, "^\\S.* ([1-9][\\d,]*)$|([1-9][\\d,]* dead)$|[1-9][\\d,]* dead letters?")
          .with(
              Colour.RED,
              "^.* dead or cancelled; .*|none seen.*|\\S+ does not answer|^ +\\S+ refuses .*")
          .with(Colour.RED, "^source   .* fails for .*")
          .with(Colour.RED, "^\\S+: behind .*")
          .with(Colour.YELLOW, "^.* missing across .*|^\\S+: .* retrying, .*|silent for .*")
          .with(Colour.YELLOW, "^source   .* asked to wait .*|^ +\\d.* sent, but not on .*");

  private StatusText() {}

  /**
   * @param columns width of the text
   */
  static String of(Status status, int columns) {
    StringBuilder text = new StringBuilder(StatusTable.of(status, columns));
    gaps(text, status);
    decided(text, status);
    promises(text, status);
    status.types().forEach(type -> retrying(text, type, columns));
    text.append("\nqueues   ").append(queues(status)).append('\n');
    text.append(FleetText.lost(status.lost())).append(FleetText.workers(status.fleet()));
    text.append(SourceText.of(status.sources(), columns));
    text.append(
        status.marks() == 0
            ? "buckets  all counted\n"
            : format(
                ROOT,
                "buckets  %,d%s stale, the oldest for %s%n",
                status.marks(),
                status.marks() < Status.MOST_MARKS ? "" : " or more",
                TimeText.length(status.oldestMark())));
    if (status.runs().isEmpty()) {
      text.append("runs     all have ended\n");
    }
    String lead = "runs     ";
    for (RunSummary run : status.runs()) {
      text.append(
          format(
              ROOT,
              "%srun %d, %s, %s: %.1f %%, %,d of %s open%n",
              lead,
              run.run(),
              run.kind().text(),
              run.stateText(),
              RunWatch.percent(run),
              run.openSlices(),
              CountText.of(run.totalSlices(), "slice")));
      lead = " ".repeat(lead.length());
    }
    others(text, status.otherRuns());
    return Fit.lines(text.toString(), columns);
  }

  /** Nothing without promises. */
  private static void promises(StringBuilder text, Status status) {
    List<TypeStatus> promised =
        status.types().stream().filter(type -> type.freshness().promise().isPresent()).toList();
    List<TypeStatus> broken = promised.stream().filter(type -> type.freshness().broken()).toList();
    for (TypeStatus type : broken) {
      text.append(
          format(
              ROOT,
              "%s: behind %s, promise %s: broken since %s%n",
              type.type(),
              TimeText.length(type.freshness().behind()),
              TimeText.length(type.freshness().promise().orElseThrow()),
              TimeText.moment(type.freshness().brokenSince(status.at().getEpochSecond()))));
    }
    if (!promised.isEmpty()) {
      text.append(
          format(
              ROOT,
              "%,d of %s of freshness kept%n",
              promised.size() - broken.size(),
              CountText.of(promised.size(), "promise")));
    }
  }

  private static void retrying(StringBuilder text, TypeStatus type, int columns) {
    Retrying next = type.nextRetry();
    if (next != null) {
      text.append(RetryText.of(type.type(), type.retrying(), next, columns));
    }
  }

  private static void others(StringBuilder text, List<Long> runs) {
    if (!runs.isEmpty()) {
      text.append(
          format(
              ROOT,
              "         and %,d more: %s%s%n",
              runs.size(),
              runs.stream().limit(MOST_NUMBERS).map(String::valueOf).collect(joining(", ")),
              runs.size() > MOST_NUMBERS ? ", …" : ""));
    }
  }

  private static void gaps(StringBuilder text, Status status) {
    long missing =
        status.types().stream()
            .mapToLong(type -> type.coverage().timeline().seconds(Fate.MISSING))
            .sum();
    if (missing > 0) {
      text.append(
          "%s missing across all types; ticks will fill it (see ./millrace gaps)%n"
              .formatted(TimeText.length(missing)));
    }
  }

  /** Reports dead and cancelled time, also of the last hour, which is not missing yet. */
  private static void decided(StringBuilder text, Status status) {
    long decided =
        status.types().stream()
            .map(type -> type.coverage().timeline())
            .mapToLong(type -> type.seconds(Fate.DEAD) + type.seconds(Fate.CANCELLED))
            .sum();
    if (decided > 0) {
      text.append(
          "%s dead or cancelled; needs manual action (see ./millrace gaps)%n"
              .formatted(TimeText.length(decided)));
    }
  }

  private static String queues(Status status) {
    String depths =
        status.queues().entrySet().stream()
            .map(
                queue ->
                    queue.getValue() == null
                        ? queue.getKey() + " does not answer"
                        : format(ROOT, "%s %,d", queue.getKey(), queue.getValue().messages()))
            .collect(joining(", "));
    long letters =
        status.queues().values().stream()
            .mapToLong(depth -> depth == null ? 0 : depth.deadLetters())
            .sum();
    boolean known = status.queues().values().stream().anyMatch(Objects::nonNull);
    String text = known ? depths + "; " + CountText.of(letters, "dead letter") : depths;
    return status.queueFailure() == null ? text : text + "\n         " + status.queueFailure();
  }
}
