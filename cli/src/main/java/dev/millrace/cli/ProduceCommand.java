package dev.millrace.cli;

import dev.millrace.producer.Tick.Ticked;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plans the regular window of a tick and sends its slices. */
@Command(
    name = "produce",
    description = "Plans the last 70 minutes of every type and sends the slices.",
    mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "the tick's own time: ISO 8601, unix seconds or relative as -2h (default: now)")
  private Instant at = Instant.now();

  ProduceCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Ticked ticked = pipeline.producer().tick(at);
      spec.commandLine()
          .getOut()
          .printf(
              "run %d %s: %d slices, %d to heal, %d to recheck%n",
              ticked.regular().run(),
              ticked.regular().fresh() ? "planned" : "was there already",
              ticked.slices(),
              ticked.healing(),
              ticked.rechecks());
      return 0;
    }
  }
}
