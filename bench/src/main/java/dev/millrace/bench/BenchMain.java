package dev.millrace.bench;

import dev.millrace.bench.buckets.BucketsBenchmark;
import dev.millrace.bench.buckets.BucketsReport;
import dev.millrace.bench.imports.ImportBenchmark;
import dev.millrace.bench.imports.ImportReport;
import dev.millrace.bench.imports.SourcesBenchmark;
import dev.millrace.bench.imports.SourcesReport;
import dev.millrace.bench.pipeline.PipelineBenchmark;
import dev.millrace.bench.pipeline.PipelineOptions;
import dev.millrace.bench.pipeline.PipelineReport;
import dev.millrace.bench.planning.PlanningBenchmark;
import dev.millrace.bench.planning.PlanningReport;
import dev.millrace.bench.startup.StartupBenchmark;
import dev.millrace.bench.startup.StartupReport;
import dev.millrace.bench.years.YearsBenchmark;
import dev.millrace.bench.years.YearsReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    description = "Runs the benchmarks; they need an otherwise idle machine.",
    mixinStandardHelpOptions = true)
public final class BenchMain implements Callable<Integer> {

  private static final List<String> BENCHMARKS =
      List.of(
          "consumer", "pipeline", "buckets", "import", "sources", "planning", "years", "startup");

  private static final int MOST_PERMITS = 500;
  private static final long LEAST_EVENTS = 100_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description =
          "consumer, pipeline, buckets, import, sources, planning, years, startup (default: all)")
  private List<String> names = BENCHMARKS;

  @Option(names = "--json", description = "Prints one JSON object per benchmark, one per line.")
  private boolean json;

  @Option(
      names = "--quick",
      description = "Runs everything once at a tiny size: a smoke test whose figures mean nothing.")
  private boolean quick;

  @Option(
      names = "--gates",
      description = "Runs only the scenarios with a gate, in about a third of the time.")
  private boolean gates;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Events in the largest table of buckets, from 100000 (default: 10000000).")
  private long events;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description =
          "Parts of pipeline: sparse, small, dense (both distances of the database, or one of them"
              + " with _0ms or _1ms), empty, workers, live, demo (default: all).")
  private List<String> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Rounds of pipeline, from 1 (default: 5).")
  private int rounds;

  @Option(
      names = "--permits",
      paramLabel = "N",
      defaultValue = "8",
      description = "Messages that each contender of pipeline handles at once (default: 8).")
  private int permits;

  @Option(
      names = "--beside",
      paramLabel = "DIR",
      description = "Another checkout, whose demo pipeline runs in turn with this one's.")
  private @Nullable Path beside;

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description =
          "Draws the cost of a slice by its size into this folder: cost.svg, cost-dark.svg. Needs"
              + " small, sparse and dense.")
  private @Nullable Path plot;

  private BenchMain() {}

  public static void main(String[] arguments) {
    // Text for machines must not depend on the locale.
    Locale.setDefault(Locale.ROOT);
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
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (events < LEAST_EVENTS) {
      throw new ParameterException(
          spec.commandLine(),
          "--events is %d but must be at least %d".formatted(events, LEAST_EVENTS));
    }
    if (rounds < 1) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is %d but must be at least 1".formatted(rounds));
    }
    if (permits < 1 || permits > MOST_PERMITS) {
      throw new ParameterException(
          spec.commandLine(),
          "--permits is %d but must be from 1 to %d".formatted(permits, MOST_PERMITS));
    }
    if (beside != null && !Files.isExecutable(beside.resolve("millrace"))) {
      throw new ParameterException(
          spec.commandLine(),
          "there is no script 'millrace' in %s; name a checkout".formatted(beside));
    }
    pipelineOptions();
    for (String name : names) {
      if (!BENCHMARKS.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "unknown benchmark '%s'; known are %s".formatted(name, String.join(", ", BENCHMARKS)));
      }
    }
    if (names.contains("consumer")) {
      consumer();
    }
    if (names.contains("pipeline")) {
      pipeline();
    }
    if (names.contains("buckets")) {
      buckets();
    }
    if (names.contains("import")) {
      imports();
    }
    if (names.contains("sources")) {
      sources();
    }
    if (names.contains("planning")) {
      planning();
    }
    if (names.contains("years")) {
      years();
    }
    if (names.contains("startup")) {
      startup();
    }
    return CommandLine.ExitCode.OK;
  }

  private void consumer() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Plan all = quick ? Plan.inBrief() : Plan.inFull();
    Plan plan = gates ? all.gated() : all;
    Path logs = Files.createTempDirectory("millrace-bench-");
    Report report;
    try (Stage stage = new Stage(logs, quick)) {
      report = new ConsumerBenchmark(plan, stage, progress()).run();
    }
    delete(logs);
    out.println(json ? report.json() : Table.of(report));
    out.flush();
  }

  private void pipeline() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PipelineReport report = new PipelineBenchmark(pipelineOptions(), progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
    if (plot != null) {
      report.plot(plot);
    }
  }

  private PipelineOptions pipelineOptions() {
    try {
      return PipelineOptions.of(only, gates, rounds, permits, beside, quick);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private void buckets() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    BucketsReport report = new BucketsBenchmark(events, quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private void imports() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    ImportReport report = new ImportBenchmark(quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private void sources() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    SourcesReport report = new SourcesBenchmark(quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private void planning() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PlanningReport report = new PlanningBenchmark(quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private void years() throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    YearsReport report = new YearsBenchmark(quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private void startup() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    StartupReport report = new StartupBenchmark(quick, progress()).run();
    out.println(json ? report.json() : report.text());
    out.flush();
  }

  private Consumer<String> progress() {
    PrintWriter err = spec.commandLine().getErr();
    long begun = System.nanoTime();
    return line -> {
      err.printf(Locale.ROOT, "%4.0f s  %s%n", (System.nanoTime() - begun) / 1e9, line);
      err.flush();
    };
  }

  /** After a failure they are kept for analysis. */
  private static void delete(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(logs);
  }
}
