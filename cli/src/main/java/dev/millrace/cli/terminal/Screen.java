package dev.millrace.cli.terminal;

import java.io.PrintWriter;

/** Output that replaces the one before it: on a terminal in place, otherwise below. */
public final class Screen {

  private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

  private final PrintWriter out;
  private boolean begun;

  public Screen(PrintWriter out) {
    this.out = out;
  }

  /**
   * Begins the next output.
   *
   * @param line whether it is one line, which needs no blank line before it
   */
  public void begin(boolean line) {
    if (Terminal.of(out).interactive()) {
      SafeOutput.terminal(out).print(CLEAR);
    } else if (begun && !line) {
      out.println();
    }
    begun = true;
  }
}
