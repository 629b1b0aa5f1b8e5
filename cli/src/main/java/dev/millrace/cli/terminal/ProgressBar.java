package dev.millrace.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * One line that a terminal overwrites during the work; without a terminal, a line every few
 * seconds. Not thread-safe.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int LINE = 79;
  private static final int MOST_CELLS = 30;
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final int columns;
  private long lastLineNanos;
  private int shown;

  /**
   * @param columns width of the terminal; 0 without one
   */
  public ProgressBar(PrintWriter out, int columns, long nowNanos) {
    this.out = out;
    this.terminal = columns > 0;
    // A character in the last column makes some terminals begin a new line.
    this.columns = terminal ? Math.min(columns - 1, LINE) : LINE;
    this.lastLineNanos = nowNanos;
  }

  /** For the terminal that the millrace script found on standard error, if any. */
  public static ProgressBar of(PrintWriter err, long nowNanos) {
    return new ProgressBar(
        SafeOutput.terminal(err), Integer.getInteger("millrace.columns", 0), nowNanos);
  }

  /**
   * Shows the progress.
   *
   * @param share of the work done, from 0 to 1
   * @param numbers the text after the bar
   */
  public void show(double share, String numbers, long nowNanos) {
    if (terminal) {
      String line = line(share, numbers);
      out.print("\r" + line + " ".repeat(Math.max(shown - line.length(), 0)));
      out.flush();
      shown = line.length();
    } else if (nowNanos - lastLineNanos >= QUIET.toNanos()) {
      out.println(line(share, numbers));
      out.flush();
      lastLineNanos = nowNanos;
    }
  }

  private String line(double share, String numbers) {
    int cells = Math.clamp(columns - 2 - numbers.length(), 0, MOST_CELLS);
    int filled = (int) (cells * share);
    String line = "  " + "█".repeat(filled) + "░".repeat(cells - filled) + numbers;
    return line.substring(0, Math.min(line.length(), columns));
  }

  @Override
  public void close() {
    if (terminal && shown > 0) {
      out.println();
      out.flush();
    }
  }
}
