package dev.millrace.cli.run;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.option.RunArgument;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunControl;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pauses a run until it is resumed. */
@Command(
    name = "pause",
    description = "Pauses a run: its pending slices wait until you resume it.",
    mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final RunArgument argument = new RunArgument();
  @Mixin private final OperatorOptions by = new OperatorOptions();

  public PauseCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      return argument.report(
          new RunControl(database, by.operator()).pause(argument.run()), "paused");
    }
  }
}
