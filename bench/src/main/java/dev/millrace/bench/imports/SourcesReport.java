package dev.millrace.bench.imports;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The results of the benchmark of sources, in documents per second; rates and ratios are medians.
 *
 * @param delayMillis the time that the API takes for a request
 * @param alone of the client, in every round, by slices at once
 * @param whole of the import, in every round, by slices at once
 */
public record SourcesReport(
    long documents,
    long delayMillis,
    SortedMap<Integer, List<Double>> alone,
    SortedMap<Integer, List<Double>> whole,
    boolean quick) {

  /** What the import must reach of the client alone while the API is the slow part. */
  private static final double LEAST = 0.8;

  public SourcesReport {
    alone = Collections.unmodifiableSortedMap(new TreeMap<>(alone));
    whole = Collections.unmodifiableSortedMap(new TreeMap<>(whole));
  }

  private static double rate(SortedMap<Integer, List<Double>> rates, int atOnce) {
    return median(rates.getOrDefault(atOnce, List.of()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty()
        ? Double.NaN
        : (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  /**
   * The median of the ratios of the rounds: both ways of a round share the state of the machine.
   */
  private double ratio(int atOnce) {
    List<Double> client = alone.getOrDefault(atOnce, List.of());
    List<Double> imports = whole.getOrDefault(atOnce, List.of());
    return median(
        IntStream.range(0, imports.size())
            .mapToObj(round -> imports.get(round) / client.get(round))
            .toList());
  }

  private List<Gate> gates() {
    return List.of(Gate.atLeast("of the client alone, one slice at a time", LEAST, ratio(1)));
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "sources").put("machine", Machine.description()).put("quick", quick);
    node.putObject("ratios").put("vs_client_alone", rounded(ratio(1)));
    node.put("documents", documents);
    node.put("page_documents", PagedSource.PAGE).put("request_ms", delayMillis);
    ObjectNode slices = node.putObject("by_slices_at_once");
    for (int atOnce : alone.keySet()) {
      slices
          .putObject(Integer.toString(atOnce))
          .put("client_documents_per_second", Math.round(rate(alone, atOnce)))
          .put("import_documents_per_second", Math.round(rate(whole, atOnce)))
          .put("ratio", rounded(ratio(atOnce)));
    }
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "%,d documents, pages of %d, %d ms a request"
                .formatted(documents, PagedSource.PAGE, delayMillis),
            "client alone/s",
            "import/s",
            "ratio"));
    for (int atOnce : alone.keySet()) {
      rows.add(
          List.of(
              atOnce == 1 ? "one slice at a time" : atOnce + " slices at once",
              "%,.0f".formatted(rate(alone, atOnce)),
              "%,.0f".formatted(rate(whole, atOnce)),
              "%.3f".formatted(ratio(atOnce))));
    }
    return "Sources, medians, on %s\n\n".formatted(Machine.description())
        + TextTable.aligned(rows)
        + '\n'
        + TextTable.gates("gates", gates());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
