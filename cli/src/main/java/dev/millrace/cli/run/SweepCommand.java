package dev.millrace.cli.run;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.producer.Sweep.Swept;
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
                .put("live", swept.live())
                .put("silent", swept.silent())
                .put("backfill", swept.backfill())
                .put("types_to_aggregate", swept.hints())
                .put("runs_ended", swept.ended())
                .put("dead_slices", swept.dead()));
      } else {
        out.printf(
            ROOT,
            "%,d scheduled slices sent, %,d re-sent, %,d of backfills; %d types to aggregate,"
                + " %d runs ended, %d slices dead%n",
            swept.live(),
            swept.silent(),
            swept.backfill(),
            swept.hints(),
            swept.ended(),
            swept.dead());
      }
      return 0;
    }
  }
}
