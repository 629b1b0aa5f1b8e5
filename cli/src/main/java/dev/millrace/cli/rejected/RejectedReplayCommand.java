package dev.millrace.cli.rejected;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.CountText;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Replays;
import dev.millrace.rejected.Selected;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Re-imports rejected documents. */
@Command(
    name = "replay",
    description = {
      "Re-imports rejected documents.",
      "",
      "Fetches them again from the source, in slices around the second of each, and maps their"
          + " newest content with the newest definition. Documents that can then be stored are no"
          + " longer listed as rejected."
    },
    mixinStandardHelpOptions = true)
final class RejectedReplayCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final RejectedOptions options = new RejectedOptions();

  @Option(names = "--dry-run", description = "print the effect and change nothing")
  private boolean dryRun;

  RejectedReplayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int max = selection.max();
    Selected wanted = options.of(selection);
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Replays replays = new Replays(pipeline.database());
      long selected = new KeptDocuments(pipeline.database()).count(wanted);
      long documents = Math.min(selected, max);
      List<PlannedSlice> slices = replays.slices(wanted, max);
      @Nullable Long run = null;
      if (!dryRun && !slices.isEmpty()) {
        run = replays.plan("replay " + UUID.randomUUID(), slices);
        pipeline.dispatcher().sendDue();
      }
      print(run, documents, slices.size());
      selection.warnIfLimited(selected > max);
      return ExitCode.OK;
    }
  }

  private void print(@Nullable Long run, long documents, int slices) {
    selection.print(() -> json(run, documents, slices), () -> text(run, documents, slices));
  }

  private String json(@Nullable Long run, long documents, int slices) {
    ObjectNode node = JSON.createObjectNode().put("dry_run", dryRun);
    if (run != null) {
      node.put("run", run);
    }
    return node.put("documents", documents).put("slices", slices) + "\n";
  }

  private static String text(@Nullable Long run, long documents, int slices) {
    if (documents == 0) {
      return "no rejected documents\n";
    }
    String what = CountText.of(documents, "rejected document");
    String how = CountText.of(slices, "slice");
    return run == null
        ? "%s would be imported again, in %s\n".formatted(what, how)
        : "run %d imports %s again, in %s; watch it with ./millrace status %d --watch\n"
            .formatted(run, what, how, run);
  }
}
