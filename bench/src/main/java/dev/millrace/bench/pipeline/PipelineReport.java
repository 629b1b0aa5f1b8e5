package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.pipeline.DemoRuns.Demos;
import dev.millrace.bench.pipeline.peer.PeerKind;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.Percentile;
import dev.millrace.bench.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The results of the pipeline's benchmark. */
public record PipelineReport(List<Row> rows, Demos demos, PipelineOptions options) {

  private static final double MEDIAN = 0.5;
  private static final double ALMOST_ALL = 0.99;

  public PipelineReport {
    rows = List.copyOf(rows);
  }

  /**
   * A contender in a cell.
   *
   * @param lags milliseconds from a document's appearance to its count, where slices arrive live
   */
  record Row(Cell cell, String contender, List<Measured> runs, List<Double> lags) {

    Row {
      runs = List.copyOf(runs);
      lags = List.copyOf(lags);
    }

    double median(ToDoubleFunction<Measured> figure) {
      return Measured.median(runs, figure);
    }

    double lag(double share) {
      return Percentile.of(lags, share);
    }
  }

  private List<Row> of(Cell cell) {
    return rows.stream().filter(row -> row.cell() == cell).toList();
  }

  /** The median of a figure; NaN if that was not measured. */
  private double figure(Cell cell, String contender, ToDoubleFunction<Measured> figure) {
    return of(cell).stream()
        .filter(row -> row.contender().equals(contender))
        .mapToDouble(row -> row.median(figure))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double figure(Cell cell, ToDoubleFunction<Measured> figure) {
    return figure(cell, PipelineBenchmark.MILLRACE, figure);
  }

  private double ofSpring(Cell cell, ToDoubleFunction<Measured> figure) {
    return figure(cell, figure) / figure(cell, PeerKind.SPRING.label(), figure);
  }

  /** Millrace's slices/s as a multiple of the fastest peer's, which is the same for documents/s. */
  private double ofBestPeer(Cell cell) {
    double best =
        Arrays.stream(PeerKind.values())
            .mapToDouble(kind -> figure(cell, kind.label(), Measured::slicesPerSecond))
            .max()
            .orElseThrow();
    return figure(cell, Measured::slicesPerSecond) / best;
  }

  private double ofOneWorker(int workers) {
    return figure(Cell.WORKERS, PipelineBenchmark.workers(workers), Measured::slicesPerSecond)
        / figure(Cell.WORKERS, PipelineBenchmark.workers(1), Measured::slicesPerSecond);
  }

  /** The gates of the cells that were measured. */
  List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    for (Cell cell : options.cells()) {
      switch (cell) {
        case SPARSE -> {
          gates.add(spring(cell, "sparse", 0.9));
          gates.add(Gate.atMost("sparse: commits a slice", 0.6, figure(cell, Measured::commits)));
          gates.add(
              Gate.atMost("sparse: statements a slice", 6, figure(cell, Measured::statements)));
          gates.add(
              Gate.atMost(
                  "sparse: CPU of workers and database, ratio to Spring",
                  1.5,
                  ofSpring(cell, Measured::processorMillis)));
        }
        case SMALL -> {
          gates.add(spring(cell, "small", 0.6));
          gates.add(Gate.atMost("small: commits a slice", 0.4, figure(cell, Measured::commits)));
          gates.add(
              Gate.atMost("small: statements a slice", 4, figure(cell, Measured::statements)));
        }
        case SPARSE_1MS -> gates.add(spring(cell, "sparse, 1 ms", 1.0));
        case SMALL_1MS -> gates.add(spring(cell, "small, 1 ms", 0.8));
        case DENSE ->
            gates.add(
                Gate.atLeast("dense: documents/s, ratio to the best peer", 1.2, ofBestPeer(cell)));
        case EMPTY ->
            gates.add(
                Gate.atMost(
                    "rows written by an empty slice of 8 days", 15, figure(cell, Measured::rows)));
        case WORKERS -> gates.add(Gate.atLeast("4 workers, ratio to one, 1 ms", 3, ofOneWorker(4)));
        case DEMO -> {
          if (!demos.theirs().isEmpty()) {
            gates.add(Gate.atLeast("demo, ratio to the other checkout", 6, demos.ratio()));
          }
        }
        case DENSE_1MS, LIVE -> {}
      }
    }
    return gates;
  }

  private Gate spring(Cell cell, String name, double least) {
    return Gate.atLeast(
        name + ": slices/s, ratio to Spring", least, ofSpring(cell, Measured::slicesPerSecond));
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "pipeline")
        .put("machine", Machine.description())
        .put("quick", options.quick())
        .put("rounds", options.rounds())
        .put("permits", options.permits());
    ObjectNode ratios = node.putObject("ratios");
    ObjectNode spring = node.putObject("ratios_to_spring");
    for (Cell cell : options.cells()) {
      switch (cell) {
        case SPARSE, SPARSE_1MS, SMALL, SMALL_1MS, DENSE, DENSE_1MS -> {
          ratios.put(cell.key(), rounded(ofBestPeer(cell)));
          spring.put(cell.key(), rounded(ofSpring(cell, Measured::slicesPerSecond)));
          spring.put(cell.key() + "_cpu", rounded(ofSpring(cell, Measured::processorMillis)));
        }
        case WORKERS ->
            ratios
                .put("workers_2_of_1", rounded(ofOneWorker(2)))
                .put("workers_4_of_1", rounded(ofOneWorker(4)));
        case DEMO -> ratios.put("demo", rounded(demos.ratio()));
        case EMPTY -> node.put("rows_by_empty_slice", rounded(figure(cell, Measured::rows)));
        case LIVE -> {}
      }
    }
    ArrayNode all = node.putArray("rows");
    rows.forEach(row -> json(row, all.addObject()));
    ObjectNode demo = node.putObject("demo_seconds");
    seconds(demos.ours(), demo.putArray("this"));
    seconds(demos.theirs(), demo.putArray("beside"));
    return node.toString();
  }

  private static void seconds(List<DemoRuns.Demo> demos, ArrayNode array) {
    demos.forEach(demo -> array.add(rounded(demo.seconds())));
  }

  private static void json(Row row, ObjectNode node) {
    node.put("cell", row.cell().key()).put("contender", row.contender());
    if (row.cell() == Cell.LIVE) {
      node.put("lag_p50_ms", rounded(row.lag(MEDIAN)))
          .put("lag_p99_ms", rounded(row.lag(ALMOST_ALL)));
      return;
    }
    node.put("slices_per_second", rounded(row.median(Measured::slicesPerSecond)))
        .put("documents_per_second", rounded(row.median(Measured::documentsPerSecond)))
        .put("statements_per_slice", rounded(row.median(Measured::statements)))
        .put("commits_per_slice", rounded(row.median(Measured::commits)))
        .put("log_writes_per_slice", rounded(row.median(Measured::logWrites)))
        .put("rows_per_slice", rounded(row.median(Measured::rows)))
        .put("worker_cpu_ms_per_slice", rounded(row.median(Measured::workerMillis)))
        .put("database_cpu_ms_per_slice", rounded(row.median(Measured::databaseMillis)))
        .put("sqs_calls_per_slice", rounded(row.median(Measured::callsPerSlice)));
    ArrayNode rounds = node.putArray("rounds");
    row.runs().forEach(run -> rounds.add(rounded(run.slicesPerSecond())));
  }

  /** As text that is also Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Pipeline, medians of %d, %d messages at once, on %s\n"
            .formatted(options.rounds(), options.permits(), Machine.description()));
    for (Cell cell : options.cells()) {
      text.append('\n').append(cell.title()).append("\n\n").append(table(cell));
    }
    List<Gate> gates = gates();
    if (!gates.isEmpty()) {
      text.append('\n').append(TextTable.gates("gates", gates));
    }
    return text.toString();
  }

  /** Draws the cost of a slice by its size: {@code cost.svg} and {@code cost-dark.svg}. */
  public void plot(Path folder) throws IOException {
    new CostPlot(rows).write(folder);
  }

  private String table(Cell cell) {
    List<List<String>> lines = new ArrayList<>();
    switch (cell) {
      case LIVE -> {
        lines.add(List.of("ms from a document's appearance to its count", "p50", "p99"));
        for (Row row : of(cell)) {
          lines.add(List.of(row.contender(), whole(row.lag(MEDIAN)), whole(row.lag(ALMOST_ALL))));
        }
      }
      case DEMO -> {
        lines.add(List.of("", "s", "slices/s"));
        lines.add(line("this checkout", demos.ours()));
        if (!demos.theirs().isEmpty()) {
          lines.add(line("the other checkout", demos.theirs()));
        }
      }
      default -> {
        lines.add(
            List.of(
                "a slice needs …",
                "slices/s",
                "documents/s",
                "statements",
                "commits",
                "log writes",
                "rows written",
                "CPU ms, workers",
                "CPU ms, database",
                "SQS calls"));
        of(cell).forEach(row -> lines.add(line(row)));
      }
    }
    return TextTable.aligned(lines);
  }

  private static List<String> line(String name, List<DemoRuns.Demo> demos) {
    double seconds = Demos.seconds(demos);
    return List.of(name, fine(seconds), whole(demos.getFirst().slices() / seconds));
  }

  private static List<String> line(Row row) {
    return List.of(
        row.contender(),
        whole(row.median(Measured::slicesPerSecond)),
        whole(row.median(Measured::documentsPerSecond)),
        fine(row.median(Measured::statements)),
        fine(row.median(Measured::commits)),
        fine(row.median(Measured::logWrites)),
        fine(row.median(Measured::rows)),
        fine(row.median(Measured::workerMillis)),
        fine(row.median(Measured::databaseMillis)),
        fine(row.median(Measured::callsPerSlice)));
  }

  private static String whole(double value) {
    return "%,.0f".formatted(value);
  }

  private static String fine(double value) {
    return "%,.2f".formatted(value);
  }

  /** Null in JSON if it was not measured. */
  private static @Nullable Double rounded(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 1000) / 1000.0;
  }
}
