package dev.millrace.bench.buckets;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * The results of the buckets' benchmark.
 *
 * @param late milliseconds to count one late event, by the number of events in the table
 * @param filled milliseconds to read a month, by its covered spans
 */
public record BucketsReport(
    List<Row> rows,
    SequencedMap<Long, Double> late,
    ImportStatements.PerBatch statements,
    SequencedMap<Integer, Double> filled,
    boolean quick) {

  /** Events counted per second, in a table with this number of events. */
  record Row(long events, double refreshed, double scanned) {

    double ratio() {
      return refreshed / scanned;
    }
  }

  private double vsBareScan() {
    return rows.stream().mapToDouble(Row::ratio).min().orElse(Double.NaN);
  }

  private double lateEventGrowth() {
    return late.sequencedValues().getLast() / late.sequencedValues().getFirst();
  }

  private List<Gate> gates() {
    return List.of(
        Gate.atLeast("events counted/s, of a bare scan", 0.7, vsBareScan()),
        Gate.atMost("cost of a late event, largest of smallest table", 2, lateEventGrowth()),
        Gate.atMost("statements that count events in a batch", 3.5, statements.extra()),
        Gate.atMost(
            "ms for a month with %d spans".formatted(filled.sequencedKeySet().getLast()),
            1000,
            filled.sequencedValues().getLast()));
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "buckets").put("machine", Machine.description()).put("quick", quick);
    node.putObject("ratios")
        .put("vs_bare_scan", rounded(vsBareScan()))
        .put("late_event_growth", rounded(lateEventGrowth()));
    node.put("extra_statements_per_batch", rounded(statements.extra()));
    node.put("statements_per_batch", rounded(statements.counting()));
    ObjectNode month = node.putObject("filled_month_ms");
    filled.forEach((spans, millis) -> month.put(spans.toString(), rounded(millis)));
    ObjectNode lateMillis = node.putObject("late_event_ms");
    late.forEach((events, millis) -> lateMillis.put(events.toString(), rounded(millis)));
    ArrayNode array = node.putArray("rows");
    for (Row row : rows) {
      array
          .addObject()
          .put("events", row.events())
          .put("refreshed_per_second", rounded(row.refreshed()))
          .put("scanned_per_second", rounded(row.scanned()))
          .put("ratio", rounded(row.ratio()));
    }
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> counting = new ArrayList<>();
    counting.add(List.of("events, 1,000 a bucket", "counted/s", "bare scan/s", "ratio"));
    for (Row row : rows) {
      counting.add(
          List.of(
              "%,d".formatted(row.events()),
              "%,.0f".formatted(row.refreshed()),
              "%,.0f".formatted(row.scanned()),
              "%.2f".formatted(row.ratio())));
    }
    List<List<String>> others = new ArrayList<>();
    others.add(List.of("", ""));
    late.forEach(
        (events, millis) ->
            others.add(List.of("one late event among %,d, ms".formatted(events), one(millis))));
    others.add(List.of("statements in a batch that counts events", one(statements.counting())));
    others.add(List.of("statements in a batch that counts none", one(statements.notCounting())));
    filled.forEach(
        (spans, millis) ->
            others.add(List.of("a month with %d spans, ms".formatted(spans), one(millis))));
    return "Buckets, medians, on %s\n\n".formatted(Machine.description())
        + TextTable.aligned(counting)
        + '\n'
        + TextTable.aligned(others)
        + '\n'
        + TextTable.gates("gates", gates());
  }

  private static String one(double value) {
    return "%,.1f".formatted(value);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
