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

/** Resumes a paused run. */
@Command(name = "resume", description = "Resumes a paused run.", mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final RunArgument argument = new RunArgument();
  @Mixin private final OperatorOptions by = new OperatorOptions();

  public ResumeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      return argument.report(
          new RunControl(database, by.operator()).resume(argument.run()), "active");
    }
  }
}
