package dev.millrace.cli.run;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.RunArgument;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Confirmation;
import dev.millrace.cli.terminal.Question;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.operation.Operator;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.text.CountText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Cancels the remaining slices of a run. */
@Command(
    name = "cancel",
    description = {
      "Cancels the remaining slices of a run (asks first).",
      "",
      "Imported data is kept; cancelled slices are not retried automatically."
    },
    mixinStandardHelpOptions = true)
public final class CancelCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final RunArgument argument = new RunArgument();
  @Mixin private final OperatorOptions by = new OperatorOptions();
  @Mixin private final Confirmation confirmation;

  public CancelCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.confirmation = new Confirmation(question, "cancel %s?", "cancelled");
  }

  @Override
  public Integer call() {
    Operator operator = by.operator();
    try (Database database = Pipeline.database(environment)) {
      long open =
          RunStatus.find(database, argument.run())
              .orElseThrow(() -> RunArgument.unknown(argument.run()))
              .openSlices();
      if (open > 0 && !confirmation.given(slices(open))) {
        return ExitCode.SOFTWARE;
      }
      return argument.report(
          new RunControl(database, operator).cancel(argument.run()), "cancelled");
    }
  }

  private String slices(long open) {
    return "%s of run %d".formatted(CountText.of(open, "open slice"), argument.run());
  }
}
