package dev.millrace.bench.startup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of the startup benchmark.
 *
 * @param commands milliseconds of processor time by command, a value per run
 * @param runs of each program with and without a cache, and of each command
 */
public record StartupReport(
    List<Row> rows, Map<String, List<Double>> commands, int runs, boolean quick) {

  private static final double MIB = 1 << 20;

  public StartupReport {
    rows = List.copyOf(rows);
    commands = Collections.unmodifiableMap(new LinkedHashMap<>(commands));
  }

  private double command(String name) {
    double[] sorted =
        commands.getOrDefault(name, List.of()).stream().mapToDouble(d -> d).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  private List<Gate> gates() {
    return List.of(Gate.atMost("CPU ms of status", 600, command(CommandStarts.STATUS)));
  }

  /**
   * Medians of one program.
   *
   * @param without the cache
   * @param with the cache
   * @param trainingMillis the run that created the cache, until it was written
   * @param cacheBytes size of the cache
   */
  record Row(
      String program, Started without, Started with, double trainingMillis, long cacheBytes) {

    double timeRatio() {
      return with.millis() / without.millis();
    }

    double memoryRatio() {
      return with.peak() / without.peak();
    }
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "startup").put("machine", Machine.description()).put("quick", quick);
    node.put("runs", runs);
    ObjectNode ratios = node.putObject("ratios");
    ArrayNode array = node.putArray("rows");
    for (Row row : rows) {
      ratios.put(row.program() + "_time", rounded(row.timeRatio()));
      ratios.put(row.program() + "_memory", rounded(row.memoryRatio()));
      array
          .addObject()
          .put("program", row.program())
          .put("ms", rounded(row.without().millis()))
          .put("ms_with_cache", rounded(row.with().millis()))
          .put("peak_mib", rounded(row.without().peak() / MIB))
          .put("peak_mib_with_cache", rounded(row.with().peak() / MIB))
          .put("cache_mib", rounded(row.cacheBytes() / MIB))
          .put("training_ms", rounded(row.trainingMillis()));
    }
    ObjectNode processor = node.putObject("command_cpu_ms");
    commands.keySet().forEach(name -> processor.put(name, rounded(command(name))));
    return node.toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(
        List.of(
            "",
            "ms",
            "with AOT cache",
            "ratio",
            "peak MiB",
            "with AOT cache",
            "cache MiB",
            "training, ms"));
    for (Row row : rows) {
      lines.add(
          List.of(
              row.program(),
              whole(row.without().millis()),
              whole(row.with().millis()),
              "%.2f".formatted(row.timeRatio()),
              whole(row.without().peak() / MIB),
              whole(row.with().peak() / MIB),
              whole(row.cacheBytes() / MIB),
              whole(row.trainingMillis())));
    }
    return "Start to the first handled message, medians of %d, on %s\n\n"
            .formatted(runs, Machine.description())
        + TextTable.aligned(lines)
        + "\nA command against a running stack, in CPU time of all its processes\n\n"
        + TextTable.aligned(commandLines())
        + '\n'
        + TextTable.gates("gates", gates());
  }

  private List<List<String>> commandLines() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("", "CPU ms"));
    commands
        .keySet()
        .forEach(name -> lines.add(List.of("`%s`".formatted(name), whole(command(name)))));
    return lines;
  }

  private static String whole(double value) {
    return "%,.0f".formatted(value);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
