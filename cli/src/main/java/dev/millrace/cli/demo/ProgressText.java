package dev.millrace.cli.demo;

import static java.lang.String.format;
import static java.util.Locale.ROOT;

import dev.millrace.operator.demo.RunProgress;
import dev.millrace.text.CountText;

/** A run's progress as one line for the progress bar. */
final class ProgressText {

  private ProgressText() {}

  /**
   * @param seconds since the run began
   */
  static String of(RunProgress progress, double seconds) {
    return format(
        ROOT,
        " %3d %%  %,d/%s  %s  %s",
        (long) (100 * progress.share()),
        progress.ended(),
        CountText.of(progress.total(), "slice"),
        CountText.of(progress.fetched(), "document"),
        progress.ended() < progress.total()
            ? format(ROOT, "%,.0f/s", progress.fetched() / Math.max(seconds, 0.001))
            : CountText.of(progress.marks(), "stale bucket"));
  }
}
