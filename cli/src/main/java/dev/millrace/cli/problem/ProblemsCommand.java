package dev.millrace.cli.problem;

import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.cli.terminal.Terminal;
import dev.millrace.operator.problem.ProblemSearch;
import dev.millrace.operator.problem.Problems;
import dev.millrace.operator.problem.ProblemsJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Groups everything that did not get through by its cause. */
@Command(
    name = "problems",
    description = {
      "Shows what did not get through, by cause, and what to do about it.",
      "",
      "Dead slices, dead letters, rejected documents and retrying slices. Causes that differ only"
          + " in numbers and ids are one group."
    },
    mixinStandardHelpOptions = true)
public final class ProblemsCommand implements Callable<Integer> {

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public ProblemsCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    return OrderlyStop.around(this::show);
  }

  private int show() throws InterruptedException {
    try (Pipeline pipeline = Pipeline.open(environment)) {
      Problems problems =
          new ProblemSearch(pipeline.database(), List.copyOf(pipeline.deadLetterQueues().values()))
              .find();
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.print(ProblemsJson.of(problems));
        out.flush();
      } else {
        ProblemsText.PAINT.print(out, ProblemsText.of(problems, Terminal.of(out).columns()));
      }
      if (!problems.complete()) {
        spec.commandLine()
            .getErr()
            .println(
                "millrace: there are more: another reader holds dead letters, or there are more"
                    + " than"
                    + " %,d".formatted(ProblemSearch.MOST));
      }
      return 0;
    }
  }
}
