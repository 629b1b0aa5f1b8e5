package dev.millrace.cli;

import dev.millrace.database.Database;
import dev.millrace.ledger.RunControl;
import dev.millrace.ledger.RunSummary;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Ends a run before it is done. */
@Command(
    name = "cancel",
    description = {
      "Cancels what is open of a run, after asking.",
      "",
      "What is imported stays. Nothing of the rest comes back by itself."
    },
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final Question question;

  @Spec private CommandSpec spec;
  @Mixin private final RunArgument argument = new RunArgument();

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  CancelCommand(Map<String, String> environment, Question question) {
    this.environment = environment;
    this.question = question;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      long open =
          database
              .transact(connection -> RunSummary.find(connection, argument.run()))
              .orElseThrow(() -> RunArgument.unknown(argument.run()))
              .openSlices();
      if (!yes && open > 0 && !agreed(open)) {
        spec.commandLine().getErr().println("millrace: nothing was cancelled");
        return ExitCode.SOFTWARE;
      }
      return argument.tell(new RunControl(database).cancel(argument.run()), "cancelled");
    }
  }

  private boolean agreed(long open) {
    String what = String.format(Locale.ROOT, "%,d open slices of run %d", open, argument.run());
    String answer = question.ask("cancel %s? [y/N]".formatted(what));
    if (answer == null) {
      throw new ParameterException(
          spec.commandLine(),
          what + " would be cancelled; without a terminal to ask on, say --yes");
    }
    return answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes");
  }
}
