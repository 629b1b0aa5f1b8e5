package dev.millrace.cli.status;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.cli.terminal.TimeText;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operation.Operation;
import dev.millrace.operator.status.RunObstacles;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.text.Printable;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run as text. */
final class RunText {

  private RunText() {}

  /**
   * @param columns width of the lines about its obstacles; the other lines may be longer
   */
  static String of(RunStatus status, int columns) {
    RunSummary run = status.summary();
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            ROOT,
            "run %d     %s, %s, planned %s%n",
            run.run(),
            run.kind().text(),
            run.stateText(),
            run.plannedAt()));
    text.append(operation(status.operation()));
    if (run.window() == null) {
      return text.append("slices    none, since there was nothing to import\n").toString();
    }
    text.append("types     ").append(String.join(", ", run.types())).append('\n');
    text.append(
        format(
            ROOT,
            "span      %s to %s%n",
            TimeText.moment(run.window().from()),
            TimeText.moment(run.window().to())));
    text.append("slices    ").append(slices(run)).append('\n');
    text.append(imported(status));
    RunSummary.Documents counts = run.counts();
    return text.append(
            format(
                ROOT,
                "documents %,d fetched: %,d inserted, %,d updated, %,d unchanged, %,d filtered,"
                    + " %,d rejected%s%n",
                counts.fetched(),
                counts.inserted(),
                counts.updated(),
                counts.unchanged(),
                counts.filtered(),
                counts.rejected(),
                outside(counts.outside())))
        .append(status.obstacles().names().isEmpty() ? "" : "\n")
        .append(obstacles(status.obstacles(), columns))
        .toString();
  }

  private static String operation(@Nullable Operation newest) {
    if (newest == null) {
      return "";
    }
    String because = newest.operator().because();
    return "operation %s by %s, %s%s%n"
        .formatted(
            newest.command(),
            Printable.of(newest.operator().name()),
            newest.at().truncatedTo(ChronoUnit.SECONDS),
            because == null ? "" : ": " + Printable.of(because));
  }

  /** Empty while nothing keeps the run from its end. */
  static String obstacles(RunObstacles obstacles, int columns) {
    return SourceText.of(obstacles.sources(), columns)
        + (obstacles.fleet().missing() ? FleetText.workers(obstacles.fleet()) : "");
  }

  /** Only types that are read from an API of their own have any. */
  private static String outside(long documents) {
    return documents == 0 ? "" : format(ROOT, ", %,d outside", documents);
  }

  private static String imported(RunStatus status) {
    double own = RunWatch.percent(status.summary());
    double all = Math.floor(1000 * status.coveredShare()) / 10;
    return all > own
        ? format(
            ROOT,
            "imported  %.1f %% of the span, %.1f %% with the imports of other runs%n",
            own,
            all)
        : format(ROOT, "imported  %.1f %% of the span%n", own);
  }

  private static String slices(RunSummary run) {
    return run.slices().isEmpty()
        ? "none"
        : Arrays.stream(SliceState.values())
            .filter(run.slices()::containsKey)
            .map(state -> format(ROOT, "%,d %s", run.slices().get(state), state.text()))
            .collect(Collectors.joining(", "));
  }
}
