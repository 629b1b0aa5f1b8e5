package dev.millrace.cli.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.option.OperatorOptions;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends silent slices again without waiting for the sweep. */
@Command(
    name = "resend",
    description = {
      "Resends slices whose messages were lost, for example in a purge.",
      "",
      "These are all slices that were sent at least a minute ago and that no worker has claimed"
          + " since. A sweep sends them again after 15 minutes. Slices whose message is still on"
          + " its queue are then on it twice, which is harmless."
    },
    mixinStandardHelpOptions = true)
public final class ResendCommand implements Callable<Integer> {

  /** The queue counts its messages, and shows them to workers, with a delay. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Mixin private final OperatorOptions by = new OperatorOptions();

  @Option(names = "--dry-run", description = "only print the number of slices")
  private boolean dryRun;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ResendCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Operator operator = by.operator();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      long slices =
          dryRun ? pipeline.runs().silent(SILENCE, Integer.MAX_VALUE).size() : send(pipeline);
      if (!dryRun) {
        Operations.noteAfter(pipeline.database(), operator, "resend", "silent slices", slices);
      }
      if (json) {
        out.println(
            new JsonMapper().createObjectNode().put("slices", slices).put("dry_run", dryRun));
      } else {
        Fit.print(
            out,
            "%s %s again%s%n"
                .formatted(
                    CountText.of(slices, "slice"),
                    dryRun ? "would be sent" : "sent",
                    slices == 0
                        ? "; none was sent more than a minute ago and is still waiting"
                        : ""));
      }
      return 0;
    }
  }

  private static long send(Pipeline pipeline) {
    long sent = 0;
    int portion;
    do {
      portion = pipeline.dispatcher().sendSilentAgain(SILENCE);
      sent += portion;
    } while (portion > 0);
    return sent;
  }
}
