package dev.millrace.cli.status;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.Fit;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.RunJson;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.operator.status.Status;
import dev.millrace.operator.status.StatusJson;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the overall status, or one run. */
@Command(
    name = "status",
    description = "Shows the overall status on one screen, or one run's progress.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = "number of a run (default: overall status)")
  private @Nullable Long run;

  @Option(names = "--watch", description = "keep updating until Ctrl-C, or until the run finishes")
  private boolean watch;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public StatusCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Long wanted = run;
    if (wanted == null) {
      if (watch) {
        return OrderlyStop.around(
            () -> new StatusWatch(environment, out, spec.commandLine().getErr(), json).run());
      }
      try (Pipeline pipeline = Pipeline.open(environment)) {
        print(out, json, StatusWatch.look(pipeline));
        return 0;
      }
    }
    try (Database database = Pipeline.database(environment)) {
      RunWatch runWatch =
          new RunWatch(
              database, Pipeline.contact(environment), wanted, spec.commandLine().getErr());
      RunSummary summary = watch ? OrderlyStop.around(runWatch::untilEnded) : runWatch.look();
      RunStatus status = RunStatus.of(database, summary);
      if (json) {
        out.print(RunJson.of(status));
        out.flush();
      } else {
        StatusText.PAINT.print(
            out, Fit.sentences(out, RunText.of(status, Terminal.of(out).columns())));
      }
      return 0;
    }
  }

  static void print(PrintWriter out, boolean json, Status status) {
    if (json) {
      out.print(StatusJson.of(status));
      out.flush();
    } else {
      StatusText.PAINT.print(out, StatusText.of(status, Terminal.of(out).columns()));
    }
  }
}
