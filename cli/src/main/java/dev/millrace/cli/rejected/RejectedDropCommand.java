package dev.millrace.cli.rejected;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Confirmation;
import dev.millrace.cli.terminal.Question;
import dev.millrace.database.Database;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Selected;
import dev.millrace.text.CountText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes rejected documents permanently. */
@Command(
    name = "drop",
    description = {
      "Deletes rejected documents permanently (asks first).",
      "",
      "The documents remain in the source, so importing that time range again will reject them"
          + " again."
    },
    mixinStandardHelpOptions = true)
final class RejectedDropCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final RejectedOptions options = new RejectedOptions();
  @Mixin private final OperatorOptions by = new OperatorOptions();
  @Mixin private final Confirmation confirmation;

  @Option(names = "--dry-run", description = "print the effect and change nothing")
  private boolean dryRun;

  RejectedDropCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.confirmation = new Confirmation(question, "permanently drop %s?", "dropped");
  }

  @Override
  public Integer call() {
    int max = selection.max();
    Selected wanted = options.of(selection);
    Operator operator = by.operator();
    try (Database database = Pipeline.database(environment)) {
      KeptDocuments documents = new KeptDocuments(database);
      long selected = Math.min(documents.count(wanted), max);
      if (!dryRun
          && selected > 0
          && !confirmation.given(CountText.of(selected, "rejected document"))) {
        return ExitCode.SOFTWARE;
      }
      long dropped = dryRun ? selected : documents.drop(wanted, max);
      if (!dryRun) {
        Operations.noteAfter(database, operator, "rejected drop", options.text(selection), dropped);
      }
      selection.print(() -> json(dropped), () -> text(dropped));
      return ExitCode.OK;
    }
  }

  private String json(long documents) {
    return JSON.createObjectNode().put("dry_run", dryRun).put("dropped", documents) + "\n";
  }

  private String text(long documents) {
    return "%s %s\n"
        .formatted(
            CountText.of(documents, "rejected document"), dryRun ? "would be dropped" : "dropped");
  }
}
