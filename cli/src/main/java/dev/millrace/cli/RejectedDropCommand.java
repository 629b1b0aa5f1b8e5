package dev.millrace.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.rejected.KeptDocuments;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Deletes rejected documents for good. */
@Command(
    name = "drop",
    description = {
      "Deletes rejected documents for good, after asking.",
      "",
      "The source still has them: what imports their time once more rejects them once more."
    },
    mixinStandardHelpOptions = true)
final class RejectedDropCommand implements Callable<Integer> {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment;
  private final Question question;

  @Spec private CommandSpec spec;
  @Mixin private final RejectedOptions options = new RejectedOptions();

  @Option(names = "--dry-run", description = "say what would be done and do nothing")
  private boolean dryRun;

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  RejectedDropCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.question = question;
  }

  @Override
  public Integer call() {
    int max = options.max();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      KeptDocuments documents = new KeptDocuments(pipeline.database());
      long selected = Math.min(documents.count(options.selected()), max);
      if (!dryRun && !yes && selected > 0 && !confirmed(selected)) {
        spec.commandLine().getErr().println("millrace: nothing was dropped");
        return ExitCode.SOFTWARE;
      }
      long dropped = dryRun ? selected : documents.drop(options.selected(), max);
      options.print(() -> json(dropped), () -> text(dropped));
      return ExitCode.OK;
    }
  }

  private boolean confirmed(long documents) {
    String answer = question.ask("drop %d rejected documents for good? [y/N]".formatted(documents));
    if (answer == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%d rejected documents would be dropped; without a terminal to ask on, say --yes"
              .formatted(documents));
    }
    return answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
  }

  private String json(long documents) {
    return JSON.createObjectNode().put("dry_run", dryRun).put("dropped", documents) + "\n";
  }

  private String text(long documents) {
    return "%d rejected %s %s\n"
        .formatted(
            documents,
            documents == 1 ? "document" : "documents",
            dryRun ? "would be dropped" : "dropped");
  }
}
