package dev.millrace.bench.planning;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import dev.millrace.bench.report.TextTable;
import java.util.List;

/**
 * The results of the planning benchmark.
 *
 * @param planned slices per second by a backfill
 * @param bare rows per second by bare inserts
 * @param heapSmall additional bytes held while a tenth of the slices was planned
 * @param heapFull additional bytes held while all were planned
 * @param portionSeconds to take a minute's portion out of all of them
 * @param cancelSeconds to cancel all of them
 * @param stranded slices that were still open after that
 */
public record PlanningReport(
    long slices,
    double planned,
    double bare,
    long heapSmall,
    long heapFull,
    double portionSeconds,
    double cancelSeconds,
    long stranded,
    boolean quick) {

  private static final double MIB = 1 << 20;

  private double ratio() {
    return planned / bare;
  }

  private List<Gate> gates() {
    return List.of(
        Gate.atLeast("slices planned/s, of bare inserts", 0.3, ratio()),
        Gate.atMost("heap for all slices, MiB more than for a tenth", 4, heapGrowth()),
        Gate.atMost("slices left open by cancelling", 0, (double) stranded));
  }

  private double heapGrowth() {
    return (heapFull - heapSmall) / MIB;
  }

  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "planning").put("machine", Machine.description()).put("quick", quick);
    node.putObject("ratios").put("vs_bare_inserts", rounded(ratio()));
    return node.put("slices", slices)
        .put("planned_per_second", rounded(planned))
        .put("bare_per_second", rounded(bare))
        .put("heap_mib_tenth", rounded(heapSmall / MIB))
        .put("heap_mib_all", rounded(heapFull / MIB))
        .put("portion_seconds", rounded(portionSeconds))
        .put("cancel_seconds", rounded(cancelSeconds))
        .put("stranded", stranded)
        .toString();
  }

  /** As text that is also Markdown. */
  public String text() {
    return "Planning a backfill of %,d slices, medians, on %s\n\n"
            .formatted(slices, Machine.description())
        + TextTable.aligned(
            List.of(
                List.of("", ""),
                List.of("slices planned/s", "%,.0f".formatted(planned)),
                List.of("bare inserts of the same rows/s", "%,.0f".formatted(bare)),
                List.of("heap held for a tenth of them, MiB", "%.1f".formatted(heapSmall / MIB)),
                List.of("heap held for all of them, MiB", "%.1f".formatted(heapFull / MIB)),
                List.of("s to take a portion of them", "%.3f".formatted(portionSeconds)),
                List.of("s to cancel all of them", "%.1f".formatted(cancelSeconds))))
        + '\n'
        + TextTable.gates("gates", gates());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
