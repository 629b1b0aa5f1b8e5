package dev.millrace.producer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bus.BusEvent;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.time.Window;
import org.jspecify.annotations.Nullable;

/** Reports that a run has no open slices left, and how they ended. */
final class ImportRunCompleted {

  static final String DETAIL_TYPE = "ImportRunCompleted";

  private ImportRunCompleted() {}

  static BusEvent of(RunSummary run) {
    ObjectNode detail =
        new JsonMapper()
            .createObjectNode()
            .put("version", 1)
            .put("run", run.run())
            .put("kind", run.kind().text())
            .put("state", run.state().text());
    run.types().forEach(detail.putArray("types")::add);
    @Nullable Window window = run.window();
    if (window != null) {
      detail.put("from", window.from()).put("to", window.to());
    }
    detail
        .putObject("slices")
        .put("done", slices(run, SliceState.DONE))
        .put("split", slices(run, SliceState.SPLIT))
        .put("dead", slices(run, SliceState.DEAD))
        .put("cancelled", slices(run, SliceState.CANCELLED));
    ObjectNode documents = detail.putObject("documents");
    run.counts().byName().forEach(documents::put);
    return new BusEvent(DETAIL_TYPE, detail.toString());
  }

  private static long slices(RunSummary run, SliceState state) {
    return run.slices().getOrDefault(state, 0L);
  }
}
