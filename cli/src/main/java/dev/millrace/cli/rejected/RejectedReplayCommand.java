package dev.millrace.cli.rejected;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.SelectionOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.operation.Operator;
import dev.millrace.operator.rejected.Replay;
import dev.millrace.rejected.Selected;
import dev.millrace.text.CountText;
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

  private final Map<String, String> environment;

  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final RejectedOptions options = new RejectedOptions();
  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--dry-run", description = "print the effect and change nothing")
  private boolean dryRun;

  RejectedReplayCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    int max = selection.max();
    Selected wanted = options.of(selection);
    Operator operator = by.operator();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Replay replay =
          Replay.of(
              pipeline.database(),
              pipeline.dispatcher(),
              wanted,
              max,
              dryRun,
              UUID.randomUUID().toString());
      replay.note(pipeline.database(), operator);
      selection.print(replay::json, () -> text(replay.run(), replay.documents(), replay.slices()));
      selection.warnIfLimited(replay.limited());
      return ExitCode.OK;
    }
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
