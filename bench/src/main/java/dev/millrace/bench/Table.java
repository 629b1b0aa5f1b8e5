package dev.millrace.bench;

import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
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
    return text.append(TextTable.gates("gates", report.gates())).toString();
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
    return cell.title() + "\n\n" + TextTable.aligned(lines);
  }
}
