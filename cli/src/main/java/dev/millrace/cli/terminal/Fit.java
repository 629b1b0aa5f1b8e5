package dev.millrace.cli.terminal;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fits text into the width of a terminal. */
public final class Fit {

  /** What the lines after the first are indented by: a label with its blanks, or blanks. */
  private static final Pattern LEAD = Pattern.compile("(\\S+ {2,}| +)?.*");

  /** Of a paragraph. */
  private static final int MOST_LINES = 4;

  private Fit() {}

  /**
   * Prints sentences: where the width is limited, in lines that fit; otherwise as they are, so that
   * a script finds each on one line.
   *
   * @param text lines, each with a line feed
   */
  public static void print(PrintWriter out, String text) {
    out.print(sentences(out, text));
    out.flush();
  }

  /** The same as text. */
  public static String sentences(PrintWriter out, String text) {
    Terminal terminal = Terminal.of(out);
    return terminal.limited() ? lines(text, terminal.columns()) : text;
  }

  /**
   * Breaks the lines that are too long between words. Words that are too long remain.
   *
   * @param text lines, each with a line feed
   */
  public static String lines(String text, int columns) {
    StringBuilder fitted = new StringBuilder();
    text.lines().forEach(line -> add(fitted, line, columns));
    return fitted.toString();
  }

  private static void add(StringBuilder fitted, String line, int columns) {
    Matcher lead = LEAD.matcher(line);
    int found = lead.matches() && lead.group(1) != null ? lead.end(1) : 0;
    int indent = found > columns / 2 ? 2 : found == 0 ? 2 : found;
    String rest = line;
    int least = found;
    while (rest.length() > columns) {
      int space = rest.lastIndexOf(' ', columns);
      if (space <= least) {
        space = rest.indexOf(' ', Math.max(columns, least + 1));
      }
      if (space < 0) {
        break;
      }
      fitted.append(rest.substring(0, space).stripTrailing()).append('\n');
      rest = " ".repeat(indent) + rest.substring(space).strip();
      least = indent;
    }
    fitted.append(rest).append('\n');
  }

  /**
   * The first line of a longer text, indented and broken between words, at most four lines.
   *
   * @param text such as a message of an exception
   */
  public static String paragraph(String indent, String text, int columns) {
    List<String> lines =
        lines(indent + text.lines().findFirst().orElse("") + "\n", columns).lines().toList();
    if (lines.size() > MOST_LINES) {
      lines = new ArrayList<>(lines.subList(0, MOST_LINES));
      lines.set(MOST_LINES - 1, cut(lines.getLast() + " …", columns));
    }
    return String.join("\n", lines.stream().map(line -> cut(line, columns)).toList()) + "\n";
  }

  /** The first characters of a line, with an ellipsis in place of what does not fit. */
  public static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, columns - 1) + "…";
  }
}
