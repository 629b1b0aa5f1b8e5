package dev.millrace.bench.console;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of the benchmark of the console.
 *
 * @param slices in the ledger
 * @param views what each view took
 * @param paintMillis median until the browser has painted something of the first view; null without
 *     a browser
 * @param shownMillis median until it shows the view
 */
public record ConsoleReport(
    long slices,
    List<View> views,
    @Nullable Double paintMillis,
    @Nullable Double shownMillis,
    boolean quick) {

  private static final double MOST_REQUEST_MILLIS = 150;
  private static final double MOST_PAINT_MILLIS = 1_000;

  /**
   * A view's request.
   *
   * @param median milliseconds from the request to the end of its answer
   * @param p95 the same, of the slowest twentieth
   * @param bytes of the answer
   */
  public record View(String name, double median, double p95, int bytes) {}

  /** One object. */
  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "console").put("machine", Machine.description()).put("quick", quick);
    node.put("slices", slices);
    ObjectNode shown = node.putObject("views");
    for (View view : views) {
      shown
          .putObject(view.name())
          .put("median_ms", rounded(view.median()))
          .put("p95_ms", rounded(view.p95()))
          .put("bytes", view.bytes());
    }
    node.put("first_paint_ms", paintMillis).put("shown_ms", shownMillis);
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("view", "median ms", "p95 ms", "kB"));
    for (View view : views) {
      rows.add(
          List.of(
              view.name(),
              "%,.1f".formatted(view.median()),
              "%,.1f".formatted(view.p95()),
              "%,.1f".formatted(view.bytes() / 1e3)));
    }
    List<Gate> gates = new ArrayList<>();
    gates.add(
        Gate.atMost(
            "p95 ms of the slowest view",
            MOST_REQUEST_MILLIS,
            views.stream().mapToDouble(View::p95).max().orElse(Double.NaN)));
    if (paintMillis != null) {
      gates.add(Gate.atMost("ms to the first paint", MOST_PAINT_MILLIS, paintMillis));
    }
    return "The console over %,d slices of twenty types, on %s\n\n"
            .formatted(slices, Machine.description())
        + TextTable.aligned(rows)
        + (shownMillis == null
            ? "\nNo browser on this machine: the paint was not measured\n"
            : "\nThe first view is shown after %,.0f ms\n".formatted(shownMillis))
        + '\n'
        + TextTable.gates("gates", gates);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
