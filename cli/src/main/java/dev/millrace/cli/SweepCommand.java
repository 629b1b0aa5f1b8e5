package dev.millrace.cli;

import dev.millrace.producer.Sweep.Swept;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sends what was left lying. */
@Command(
    name = "sweep",
    description = "Sends what is due, what has been silent, and hints for old marks.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  SweepCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Swept swept = pipeline.producer().sweep();
      spec.commandLine()
          .getOut()
          .printf(
              "%d slices sent, %d sent again, %d types to aggregate%n",
              swept.live() + swept.backfill(), swept.silent(), swept.hints());
      return 0;
    }
  }
}
