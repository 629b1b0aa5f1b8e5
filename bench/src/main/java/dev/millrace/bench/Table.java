package dev.millrace.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as text that is Markdown as well: a table for each cell, then the gates. */
final class Table {

  private Table() {}

  static String of(Report report) {
    Map<Cell, List<Row>> cells =
        report.rows().stream()
            .collect(Collectors.groupingBy(Row::cell, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    text.append("Consumer, medians of %d runs on ".formatted(report.plan().runs()))
        .append(Machine.description())
        .append("\n\n");
    cells.forEach((cell, rows) -> text.append(table(cell, rows)).append('\n'));
    List<List<String>> gates = new ArrayList<>();
    gates.add(List.of("gates, at 5 ms and 100 in flight", "must be", "is", ""));
    for (Gate gate : report.gates()) {
      gates.add(
          List.of(
              gate.name(),
              gate.bound(),
              "%.3f".formatted(gate.value()),
              gate.holds() ? "ok" : "MISSED"));
    }
    return text.append(aligned(gates)).toString();
  }

  private static String table(Cell cell, List<Row> rows) {
    List<Column> columns =
        Arrays.stream(Column.values())
            .filter(
                column ->
                    rows.stream().anyMatch(row -> row.measurement().value(column).isPresent()))
            .toList();
    List<List<String>> lines = new ArrayList<>();
    List<String> heading = new ArrayList<>(List.of(""));
    columns.forEach(column -> heading.add(column.heading()));
    lines.add(heading);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(List.of(row.contender().label()));
      for (Column column : columns) {
        double value = row.measurement().value(column).orElse(Double.NaN);
        line.add(Double.isNaN(value) ? "–" : column.format(value));
      }
      lines.add(line);
    }
    return cell.title() + "\n\n" + aligned(lines);
  }

  /** The first line is the heading; the first column is text, the others are numbers. */
  private static String aligned(List<List<String>> lines) {
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
