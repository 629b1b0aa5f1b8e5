package dev.millrace.cli.slice;

import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.ledger.run.SliceControl;
import dev.millrace.ledger.run.SliceControl.Answer;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Plans a dead slice again, or ends the wait of a retrying one. */
@Command(
    name = "redrive",
    description =
        "Tries a slice now: a dead one as if it were new, a retrying one without waiting.",
    mixinStandardHelpOptions = true)
final class SliceRedriveCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SliceArgument argument = new SliceArgument();
  @Mixin private final OperatorOptions by = new OperatorOptions();

  SliceRedriveCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Answer answer =
          new SliceControl(pipeline.database(), by.operator()).redrive(argument.slice());
      if (answer == Answer.CHANGED) {
        pipeline.dispatcher().sendDue();
      }
      return argument.report(answer, "planned");
    }
  }
}
