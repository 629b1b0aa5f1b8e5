package dev.millrace.cli.terminal;

import java.io.PrintWriter;
import java.util.Map;

/**
 * The place of a command's output.
 *
 * @param columns its width in characters, from 20 to 500
 * @param limited whether lines must fit: it is a terminal, or {@code COLUMNS} is set
 * @param colour whether it shows colours
 * @param interactive whether it is a terminal, so that a screen can be redrawn
 */
public record Terminal(int columns, boolean limited, boolean colour, boolean interactive) {

  private static final int DEFAULT_COLUMNS = 80;
  private static final int NARROWEST = 20;
  private static final int WIDEST = 500;

  /** A pipe or a file. */
  public static final Terminal NONE = new Terminal(DEFAULT_COLUMNS, false, false, false);

  /** When to use colours. */
  public enum Colours {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * The place of a stream. {@code COLUMNS} wins over the width that was found; colours are
   * automatic on a terminal, unless {@code NO_COLOR} is set or {@code TERM} is dumb.
   *
   * @param found the width that the millrace script found; empty if the stream is no terminal
   */
  static Terminal of(Map<String, String> environment, Colours colours, String found) {
    boolean interactive = !found.isEmpty();
    boolean automatic =
        interactive
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb");
    String wanted = environment.getOrDefault("COLUMNS", "");
    return new Terminal(
        columns(wanted, columns(found, DEFAULT_COLUMNS)),
        interactive || !wanted.isEmpty(),
        colours == Colours.ALWAYS || (colours == Colours.AUTO && automatic),
        interactive);
  }

  private static int columns(String text, int otherwise) {
    return text.matches("[1-9]\\d{0,5}")
        ? Math.clamp(Integer.parseInt(text), NARROWEST, WIDEST)
        : otherwise;
  }

  /** Where the output of a command goes. */
  public static Terminal of(PrintWriter out) {
    return out instanceof SafeOutput safe ? safe.terminal() : NONE;
  }
}
