package dev.millrace.cli;

import dev.millrace.ledger.Runs.Planned;
import dev.millrace.message.WindowMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plans a window of the past and sends its slices. */
@Command(
    name = "backfill",
    description = "Plans a window into slices on the backfill queue.",
    mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      description = "document types, separated by commas (default: all that are on)")
  private List<String> types = List.of();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "first moment: ISO 8601, unix seconds or relative as -2d")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "first moment after it (default: now)")
  private Instant to = Instant.now();

  BackfillCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      WindowMessage window = new WindowMessage(types, from.getEpochSecond(), to.getEpochSecond());
      Planned planned =
          pipeline
              .backfills()
              .plan(window, UUID.randomUUID().toString(), Instant.now(), pipeline.types().load());
      int sent = pipeline.dispatcher().sendDue();
      spec.commandLine().getOut().printf("run %d planned, %d slices sent%n", planned.run(), sent);
      return 0;
    }
  }
}
