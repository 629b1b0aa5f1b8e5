package dev.millrace.bench.years;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The results of the benchmark of years.
 *
 * @param moments the first day, the day at which folding begins, and the end of each year
 */
public record YearsReport(List<Moment> moments, boolean quick) {

  private static final double MOST = 1.3;

  /**
   * A measured day.
   *
   * @param millis median duration of each action
   * @param tables rows and bytes of each table of the ledger
   */
  public record Moment(String name, Map<String, Double> millis, Map<String, Size> tables) {}

  /** The size of a table, as the server estimates it. */
  public record Size(long rows, long bytes) {}

  private double ratio(String what) {
    return last().millis().getOrDefault(what, Double.NaN)
        / moments.getFirst().millis().getOrDefault(what, Double.NaN);
  }

  private Moment last() {
    return moments.getLast();
  }

  /** One object. */
  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "years").put("machine", Machine.description()).put("quick", quick);
    ObjectNode ratios = node.putObject("ratios");
    Figures.NAMES.forEach(name -> ratios.put(name, rounded(ratio(name))));
    for (Moment moment : moments) {
      ObjectNode figures = node.putObject(moment.name());
      moment.millis().forEach((name, millis) -> figures.put(name + "_ms", rounded(millis)));
      ObjectNode tables = figures.putObject("tables");
      moment
          .tables()
          .forEach(
              (table, size) ->
                  tables.putObject(table).put("rows", size.rows()).put("bytes", size.bytes()));
    }
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> figures = new ArrayList<>();
    figures.add(row("median ms", moments.stream().map(Moment::name).toList()));
    for (String name : Figures.NAMES) {
      figures.add(
          row(
              name,
              moments.stream()
                  .map(m -> "%,.1f".formatted(m.millis().getOrDefault(name, Double.NaN)))
                  .toList()));
    }
    List<List<String>> sizes = new ArrayList<>();
    sizes.add(row("rows / MB", moments.stream().map(Moment::name).toList()));
    for (String table : new TreeSet<>(last().tables().keySet())) {
      sizes.add(
          row(
              table,
              moments.stream()
                  .map(m -> m.tables().getOrDefault(table, new Size(0, 0)))
                  .map(size -> "%,d / %,.1f".formatted(size.rows(), size.bytes() / 1e6))
                  .toList()));
    }
    List<Gate> gates =
        Figures.NAMES.stream()
            .map(name -> Gate.atMost(name + ", year 3 to day 1", MOST, ratio(name)))
            .toList();
    return "Three years of an hourly schedule of twenty types, on %s\n\n"
            .formatted(Machine.description())
        + TextTable.aligned(figures)
        + '\n'
        + TextTable.aligned(sizes)
        + '\n'
        + TextTable.gates("gates", gates);
  }

  private static List<String> row(String first, List<String> rest) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(rest);
    return row;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
