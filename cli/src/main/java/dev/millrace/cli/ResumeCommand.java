package dev.millrace.cli;

import dev.millrace.database.Database;
import dev.millrace.ledger.RunControl;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Goes on with a run that was paused. */
@Command(
    name = "resume",
    description = "Goes on with a run that was paused.",
    mixinStandardHelpOptions = true)
final class ResumeCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final RunArgument argument = new RunArgument();

  ResumeCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      return argument.tell(new RunControl(database).resume(argument.run()), "active");
    }
  }
}
