package dev.millrace.cli.deadletter;

import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.deadletter.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that changes something goes about it. */
final class DlqActionOptions {

  @Option(names = "--rate", paramLabel = "N", description = "so many a second (default: any)")
  private @Nullable Integer rate;

  @Option(names = "--dry-run", description = "say what would be done and do nothing")
  private boolean dryRun;

  boolean dryRun() {
    return dryRun;
  }

  /** Whether a rate is to be kept. */
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
