package dev.millrace.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.Cell.Scenario;
import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.report.Gate;
import dev.millrace.bench.report.Machine;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The results of the consumer's benchmark. */
record Report(List<Row> rows, Plan plan) {

  Report {
    rows = List.copyOf(rows);
  }

  /** The gates, at a delay of 5 ms with 100 in flight. */
  List<Gate> gates() {
    return List.of(
        Gate.atLeast("messages/s, of the bare loop", 0.9, vsBareLoop()),
        Gate.atLeast("messages/s, of the best peer, in flight at the queue", 1.3, vsBestPeer()),
        Gate.atMost("calls per 1,000 messages", 210, calls()),
        Gate.atLeast("rate kept alongside a slow message", 0.95, slowMessageKept()));
  }

  /** A limit means the same for both. */
  private double vsBareLoop() {
    return of(Scenario.BACKLOG, kind -> kind == ContenderKind.BARE_LOOP);
  }

  /** Others count less against their limit, so the queue's figure is used. */
  private double vsBestPeer() {
    return of(Scenario.AT_CEILING, ContenderKind::peer);
  }

  private double of(Scenario scenario, Predicate<ContenderKind> others) {
    return ours(scenario, Column.PER_SECOND) / most(scenario, Column.PER_SECOND, others);
  }

  private double calls() {
    return ours(Scenario.BACKLOG, Column.CALLS);
  }

  private double slowMessageKept() {
    return ours(Scenario.SLOW_MESSAGE, Column.KEPT);
  }

  private double ours(Scenario scenario, Column column) {
    return most(scenario, column, kind -> kind == ContenderKind.MILLRACE);
  }

  private double most(Scenario scenario, Column column, Predicate<ContenderKind> whose) {
    return rows.stream()
        .filter(row -> Plan.gated(row.cell()) && row.cell().scenario() == scenario)
        .filter(row -> whose.test(row.contender()))
        .mapToDouble(row -> row.measurement().value(column).orElse(Double.NaN))
        .max()
        .orElse(Double.NaN);
  }

  String json() {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("benchmark", "consumer").put("machine", Machine.description());
    node.put("runs", plan.runs()).put("quick", plan.quick());
    node.putObject("ratios")
        .put("vs_bare_loop", rounded(vsBareLoop()))
        .put("vs_best_peer", rounded(vsBestPeer()))
        .put("slow_message_kept", rounded(slowMessageKept()));
    node.putObject("other_ratios")
        .put(
            "vs_bare_loop_at_ceiling",
            rounded(of(Scenario.AT_CEILING, kind -> kind == ContenderKind.BARE_LOOP)))
        .put("vs_best_peer_at_equal_limit", rounded(of(Scenario.BACKLOG, ContenderKind::peer)));
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
