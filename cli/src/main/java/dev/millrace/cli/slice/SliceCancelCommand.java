package dev.millrace.cli.slice;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Confirmation;
import dev.millrace.cli.terminal.Question;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.SliceControl;
import dev.millrace.operation.Operator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Cancels an open slice. */
@Command(
    name = "cancel",
    description = {
      "Cancels an open slice (asks first).",
      "",
      "Imported data is kept; only a backfill plans the span of a cancelled scheduled slice again."
    },
    mixinStandardHelpOptions = true)
final class SliceCancelCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SliceArgument argument = new SliceArgument();
  @Mixin private final OperatorOptions by = new OperatorOptions();
  @Mixin private final Confirmation confirmation;

  SliceCancelCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.confirmation = new Confirmation(question, "cancel %s?", "cancelled");
  }

  @Override
  public Integer call() {
    Operator operator = by.operator();
    if (!confirmation.given("slice " + argument.slice())) {
      return ExitCode.SOFTWARE;
    }
    try (Database database = Pipeline.database(environment)) {
      return argument.report(
          new SliceControl(database, operator).cancel(argument.slice()), "cancelled");
    }
  }
}
