package dev.millrace.cli;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * One line that a terminal overwrites while work goes on; where there is no terminal, a line now
 * and then. Not thread-safe.
 */
final class ProgressBar implements AutoCloseable {

  private static final int CELLS = 30;
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final long startNanos;
  private long lastLineNanos;
  private int width;

  ProgressBar(PrintWriter out, boolean terminal, long nowNanos) {
    this.out = out;
    this.terminal = terminal;
    this.startNanos = nowNanos;
    this.lastLineNanos = nowNanos;
  }

  void show(RunProgress progress, long nowNanos) {
    double seconds = (nowNanos - startNanos) / 1e9;
    long total = Math.max(progress.total(), 1);
    int filled = (int) (CELLS * progress.ended() / total);
    String line =
        "  %s%s %3d %%  %,d of %,d slices  %,d documents  %,.0f/s  %,d buckets to count"
            .formatted(
                "█".repeat(filled),
                "░".repeat(CELLS - filled),
                100 * progress.ended() / total,
                progress.ended(),
                progress.total(),
                progress.fetched(),
                seconds > 0 ? progress.fetched() / seconds : 0,
                progress.marks());
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(width - line.length(), 0)));
      out.flush();
      width = line.length();
    } else if (nowNanos - lastLineNanos >= QUIET.toNanos()) {
      out.println(line);
      out.flush();
      lastLineNanos = nowNanos;
    }
  }

  @Override
  public void close() {
    if (terminal && width > 0) {
      out.println();
      out.flush();
    }
  }
}
