package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.operator.deadletter.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that change dead letters. */
final class DeadLetterActionOptions {

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "maximum per second (default: unlimited)")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "print the effect and change nothing")
  private boolean dryRun;

  boolean dryRun() {
    return dryRun;
  }

  /** Whether a rate must be kept. */
  boolean paced() {
    return rate != null && !dryRun;
  }

  Rate rate(SelectionOptions selection) {
    Integer perSecond = rate;
    if (perSecond != null) {
      selection.atLeastOne("--rate", perSecond);
    }
    return perSecond == null || dryRun
        ? Rate.unlimited()
        : Rate.perSecond(perSecond, System::nanoTime);
  }
}
