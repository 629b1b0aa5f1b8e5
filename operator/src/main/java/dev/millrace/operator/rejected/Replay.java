package dev.millrace.operator.rejected;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.database.Database;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.plan.Dispatcher;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Replays;
import dev.millrace.rejected.Selected;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejected documents that are imported again.
 *
 * @param run the planned run; null if nothing was planned
 * @param documents that are fetched again
 * @param slices that fetch them
 * @param limited whether there are more documents than were allowed
 */
public record Replay(
    boolean dryRun, @Nullable Long run, long documents, int slices, boolean limited) {

  /**
   * Counts the selected documents and, unless it is a dry run, plans and sends their slices.
   *
   * @param most maximum number of documents
   * @param trigger a name for the run that no other has
   */
  public static Replay of(
      Database database,
      Dispatcher dispatcher,
      Selected wanted,
      int most,
      boolean dryRun,
      String trigger) {
    Replays replays = new Replays(database);
    long selected = new KeptDocuments(database).count(wanted);
    List<PlannedSlice> slices = replays.slices(wanted, most);
    @Nullable Long run = null;
    if (!dryRun && !slices.isEmpty()) {
      run = replays.plan("replay " + trigger, slices);
      dispatcher.sendDue();
    }
    return new Replay(dryRun, run, Math.min(selected, most), slices.size(), selected > most);
  }

  /** Notes who planned the run, if there is one. */
  public void note(Database database, Operator operator) {
    if (run != null) {
      Operations.noteAfter(database, operator, "rejected replay", Operations.run(run), documents);
    }
  }

  /** One JSON object on one line. */
  public String json() {
    ObjectNode node = new JsonMapper().createObjectNode().put("dry_run", dryRun);
    if (run != null) {
      node.put("run", run);
    }
    return node.put("documents", documents).put("slices", slices) + "\n";
  }
}
