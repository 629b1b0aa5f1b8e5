package dev.millrace.operator.status;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operation.Operation;
import dev.millrace.operator.operation.OperationJson;
import java.time.Instant;

/** A run as JSON. */
public final class RunJson {

  private RunJson() {}

  /** One object on one line. */
  public static String of(RunStatus status) {
    RunSummary run = status.summary();
    ObjectNode node =
        new JsonMapper()
            .createObjectNode()
            .put("run", run.run())
            .put("kind", run.kind().text())
            .put("state", run.stateText())
            .put("planned_at", run.plannedAt().toString());
    run.types().forEach(node.putArray("types")::add);
    if (run.window() != null) {
      node.put("from", Instant.ofEpochSecond(run.window().from()).toString())
          .put("to", Instant.ofEpochSecond(run.window().to()).toString());
    }
    ObjectNode slices = node.putObject("slices");
    for (SliceState state : SliceState.values()) {
      slices.put(state.text(), run.slices().getOrDefault(state, 0L));
    }
    node.put("share", run.share()).put("covered_share", status.coveredShare());
    ObjectNode documents = node.putObject("documents");
    run.counts().byName().forEach(documents::put);
    Operation operation = status.operation();
    if (operation != null) {
      OperationJson.put(node.putObject("operation"), operation);
    }
    StatusJson.putFleet(node, status.obstacles().fleet());
    StatusJson.putSources(node, status.obstacles().sources());
    return node + "\n";
  }
}
