package dev.millrace.cli.run;

import static java.util.Locale.ROOT;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.option.TimeOption;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plans a tick of the schedule and sends its slices. */
@Command(
    name = "produce",
    description = {
      "Plans a tick of the schedule and sends its slices.",
      "",
      "Plans the last 70 minutes of every type, then gaps (newest first), then spans due for a"
          + " recheck. Running the same tick twice creates one run."
    },
    mixinStandardHelpOptions = true)
public final class ProduceCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "time of the tick: ISO 8601, unix seconds or relative such as -2h (default: now)")
  private @Nullable Instant at;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ProduceCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Ticked ticked = pipeline.producer().tick(at == null ? pipeline.database().now() : at);
      Planned run = ticked.regular();
      if (json) {
        out.println(
            new JsonMapper()
                .createObjectNode()
                .put("run", run.run())
                .put("fresh", run.fresh())
                .put("slices", ticked.slices())
                .put("healing", ticked.healing())
                .put("rechecks", ticked.rechecks()));
      } else if (run.fresh()) {
        Fit.print(
            out,
            String.format(
                ROOT,
                "run %d planned: %s; %,d more to heal gaps, %s%n",
                run.run(),
                CountText.of(ticked.slices(), "slice"),
                ticked.healing(),
                CountText.of(ticked.rechecks(), "recheck")));
      } else {
        out.printf(ROOT, "run %d already exists%n", run.run());
      }
      return 0;
    }
  }
}
