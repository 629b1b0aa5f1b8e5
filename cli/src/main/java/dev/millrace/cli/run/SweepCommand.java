package dev.millrace.cli.run;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.producer.Sweep.Swept;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one sweep. */
@Command(
    name = "sweep",
    description = "Sends due slices and hints, and re-sends slices that got stuck.",
    mixinStandardHelpOptions = true)
public final class SweepCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public SweepCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Swept swept = pipeline.producer().sweep();
      if (json) {
        out.println(
            new JsonMapper()
                .createObjectNode()
                .put("scheduled_slices", swept.scheduled())
                .put("resent_slices", swept.silent())
                .put("backfill_slices", swept.backfill())
                .put("types_to_aggregate", swept.hints())
                .put("runs_ended", swept.ended())
                .put("dead_slices", swept.dead()));
      } else {
        Fit.print(
            out,
            String.format(
                ROOT,
                "%s sent, %,d re-sent, %,d of backfills; %s to aggregate, %s ended, %s dead%n",
                CountText.of(swept.scheduled(), "scheduled slice"),
                swept.silent(),
                swept.backfill(),
                CountText.of(swept.hints(), "type"),
                CountText.of(swept.ended(), "run"),
                CountText.of(swept.dead(), "slice")));
      }
      return 0;
    }
  }
}
