package dev.millrace.cli.slice;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.database.Database;
import dev.millrace.operator.slice.SliceAnswer;
import dev.millrace.operator.slice.SliceJson;
import dev.millrace.operator.slice.SliceStatus;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints a slice with its documents and attempts. */
@Command(
    name = "show",
    description = "Shows a slice: its documents by class, its attempts and its halves.",
    mixinStandardHelpOptions = true)
final class SliceShowCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Mixin private final SliceArgument argument = new SliceArgument();

  SliceShowCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Database database = Pipeline.database(environment)) {
      SliceStatus status =
          SliceStatus.find(database, argument.slice())
              .orElseThrow(() -> new IllegalStateException(SliceAnswer.unknown(argument.slice())));
      argument.print(argument.json() ? SliceJson.of(status) : SliceText.of(status));
      return 0;
    }
  }
}
