package dev.millrace.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table as text that is Markdown as well. */
public final class TextTable {

  private TextTable() {}

  /** The gates, each with its bound and its value. */
  public static String gates(String heading, List<Gate> gates) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(heading, "must be", "is", ""));
    for (Gate gate : gates) {
      lines.add(
          List.of(
              gate.name(),
              gate.bound(),
              "%.3f".formatted(gate.value()),
              gate.holds() ? "ok" : "MISSED"));
    }
    return aligned(lines);
  }

  /** The first line is the heading; the first column is text, the others are numbers. */
  public static String aligned(List<List<String>> lines) {
    int[] widths = new int[lines.getFirst().size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(Math.max(widths[i], 3), line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(row(lines.getFirst(), widths)).append(rule(widths));
    lines.stream().skip(1).forEach(line -> text.append(row(line, widths)));
    return text.toString();
  }

  private static String row(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - line.get(i).length());
      text.append(' ').append(i == 0 ? line.get(i) + padding : padding + line.get(i)).append(" |");
    }
    return text.append('\n').toString();
  }

  private static String rule(int[] widths) {
    StringBuilder text = new StringBuilder("|");
    for (int i = 0; i < widths.length; i++) {
      text.append('-').append("-".repeat(widths[i])).append(i == 0 ? "-|" : ":|");
    }
    return text.append('\n').toString();
  }
}
