package dev.millrace.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.Cell.Scenario;
import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The results of the consumer's benchmark. */
record Report(List<Row> rows, Plan plan) {

  Report {
    rows = List.copyOf(rows);
  }

  List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    gates.add(Gate.atLeast("messages/s, ratio to the bare loop", 0.9, vsBareLoop()));
    List<Cell> full = backlogs();
    for (Cell cell : full) {
      gates.add(
          Gate.atLeast("messages/s, ratio to the best peer: " + cell.title(), 1, vsBestPeer(cell)));
    }
    gates.add(
        Gate.atLeast("messages/s, ratio to the best peer, mean of these", 1.1, meanVsBestPeer()));
    gates.add(Gate.atMost("calls per 1,000 messages, the most of these", 210, calls()));
    gates.add(
        Gate.atMost(
            "CPU time a message, ratio to that of the best peer, the largest of these",
            0.8,
            full.stream().mapToDouble(this::processorVsBestPeer).max().orElse(Double.NaN)));
    gates.add(Gate.atLeast("rate kept alongside a slow message", 0.95, slowMessageKept()));
    return gates;
  }

  private List<Cell> backlogs() {
    return rows.stream()
        .map(Row::cell)
        .filter(cell -> cell.scenario() == Scenario.BACKLOG)
        .distinct()
        .toList();
  }

  private double vsBareLoop() {
    return backlogs().stream()
        .filter(Plan::central)
        .mapToDouble(
            cell -> rate(cell, ContenderKind.MILLRACE) / rate(cell, ContenderKind.BARE_LOOP))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double vsBestPeer(Cell cell) {
    return rate(cell, ContenderKind.MILLRACE) / rate(cell, bestPeer(cell));
  }

  private double meanVsBestPeer() {
    return backlogs().stream().mapToDouble(this::vsBestPeer).average().orElse(Double.NaN);
  }

  private double processorVsBestPeer(Cell cell) {
    return value(cell, ContenderKind.MILLRACE, Column.CPU)
        / value(cell, bestPeer(cell), Column.CPU);
  }

  private ContenderKind bestPeer(Cell cell) {
    return Arrays.stream(ContenderKind.values())
        .filter(ContenderKind::peer)
        .filter(kind -> !Double.isNaN(rate(cell, kind)))
        .max(Comparator.comparingDouble(kind -> rate(cell, kind)))
        .orElse(ContenderKind.SPRING_TUNED);
  }

  private double calls() {
    return backlogs().stream()
        .mapToDouble(cell -> value(cell, ContenderKind.MILLRACE, Column.CALLS))
        .max()
        .orElse(Double.NaN);
  }

  private double slowMessageKept() {
    return rows.stream()
        .map(Row::cell)
        .filter(cell -> cell.scenario() == Scenario.SLOW_MESSAGE && Plan.gated(cell))
        .mapToDouble(cell -> value(cell, ContenderKind.MILLRACE, Column.KEPT))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double rate(Cell cell, ContenderKind kind) {
    return value(cell, kind, Column.PER_SECOND);
  }

  private double value(Cell cell, ContenderKind kind, Column column) {
    return rows.stream()
        .filter(row -> row.cell().equals(cell) && row.contender() == kind)
        .mapToDouble(row -> row.measurement().value(column).orElse(Double.NaN))
        .findFirst()
        .orElse(Double.NaN);
  }

  String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "consumer").put("machine", Machine.description());
    node.put("runs", plan.runs()).put("quick", plan.quick());
    node.putObject("ratios")
        .put("vs_bare_loop", rounded(vsBareLoop()))
        .put("vs_best_peer", rounded(meanVsBestPeer()))
        .put("slow_message_kept", rounded(slowMessageKept()));
    ArrayNode peers = node.putArray("vs_best_peer");
    for (Cell cell : backlogs()) {
      peers
          .addObject()
          .put("delay_ms", cell.delayMillis())
          .put("in_flight", cell.inFlight())
          .put("handler_ms", cell.workMillis())
          .put("peer", bestPeer(cell).label())
          .put("messages_per_second", rounded(vsBestPeer(cell)))
          .put("cpu", rounded(processorVsBestPeer(cell)));
    }
    node.put("calls_per_1000", rounded(calls()));
    ArrayNode array = node.putArray("rows");
    for (Row row : rows) {
      ObjectNode one = array.addObject();
      one.put("scenario", row.cell().scenario().name().toLowerCase(Locale.ROOT))
          .put("delay_ms", row.cell().delayMillis())
          .put("in_flight", row.cell().inFlight())
          .put("handler_ms", row.cell().workMillis())
          .put("contender", row.contender().label());
      row.measurement().values().forEach((column, value) -> one.put(column.key(), rounded(value)));
    }
    return node.toString();
  }

  /** Null where nothing was measured. */
  private static @Nullable Double rounded(double value) {
    return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : null;
  }
}
