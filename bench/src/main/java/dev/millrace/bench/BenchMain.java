package dev.millrace.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code millrace bench}. Exit status 0 measured, 1 failed, 2 wrong usage. */
@Command(
    name = "millrace bench",
    description = "Runs benchmarks: ${COMPLETION-CANDIDATES}.",
    mixinStandardHelpOptions = true)
public final class BenchMain implements Callable<Integer> {

  private static final List<String> BENCHMARKS = List.of("consumer");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "consumer (default: all)")
  private List<String> names = BENCHMARKS;

  @Option(names = "--json", description = "Prints one JSON object per benchmark, one a line.")
  private boolean json;

  @Option(
      names = "--quick",
      description =
          "Everything once and very small: shows that it works, the figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--gates",
      description = "Only the scenarios that a gate speaks of, in about a quarter of the time.")
  private boolean gates;

  private BenchMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new BenchMain());
    commandLine.setExecutionExceptionHandler(
        (e, command, _) -> {
          command.getErr().println("millrace: " + e.getMessage());
          return CommandLine.ExitCode.SOFTWARE;
        });
    return commandLine;
  }

  @Override
  public Integer call() throws IOException {
    for (String name : names) {
      if (!BENCHMARKS.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no benchmark '%s', only %s".formatted(name, String.join(", ", BENCHMARKS)));
      }
    }
    consumer();
    return CommandLine.ExitCode.OK;
  }

  private void consumer() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Path logs = Files.createTempDirectory("millrace-bench-");
    Plan all = quick ? Plan.inBrief() : Plan.inFull();
    Plan plan = gates ? all.gated() : all;
    try (Stage stage = new Stage(logs, quick)) {
      long begun = System.nanoTime();
      Report report =
          new ConsumerBenchmark(
                  plan,
                  stage,
                  line -> err.printf("%4.0f s  %s%n", (System.nanoTime() - begun) / 1e9, line))
              .run();
      out.println(json ? report.json() : Table.of(report));
      out.flush();
    }
  }
}
