package dev.millrace.bench;

import dev.millrace.bench.buckets.BucketsBenchmark;
import dev.millrace.bench.buckets.BucketsReport;
import dev.millrace.bench.console.ConsoleBenchmark;
import dev.millrace.bench.console.ConsoleReport;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  /** What a benchmark prints, as JSON and as text. */
  private record Printed(Supplier<String> json, Supplier<String> text) {}

  /** A benchmark. */
  @FunctionalInterface
  private interface Benchmark {
    Printed run() throws IOException, InterruptedException, SQLException;
  }

  private final Map<String, Benchmark> benchmarks = new LinkedHashMap<>();

  private static final int MOST_PERMITS = 500;
  private static final long LEAST_EVENTS = 100_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description =
          "consumer, pipeline, buckets, import, sources, planning, years, console, startup (default:"
              + " all)")
  private List<String> names = List.of();

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

  private BenchMain() {
    benchmarks.put("consumer", this::consumer);
    benchmarks.put("pipeline", this::pipeline);
    benchmarks.put("buckets", this::buckets);
    benchmarks.put("import", this::imports);
    benchmarks.put("sources", this::sources);
    benchmarks.put("planning", this::planning);
    benchmarks.put("years", this::years);
    benchmarks.put("console", this::console);
    benchmarks.put("startup", this::startup);
  }

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
      if (!benchmarks.containsKey(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "unknown benchmark '%s'; known are %s"
                .formatted(name, String.join(", ", benchmarks.keySet())));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    for (Map.Entry<String, Benchmark> benchmark : benchmarks.entrySet()) {
      if (names.isEmpty() || names.contains(benchmark.getKey())) {
        Printed printed = benchmark.getValue().run();
        out.println((json ? printed.json() : printed.text()).get());
        out.flush();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Printed consumer() throws IOException {
    Plan all = quick ? Plan.inBrief() : Plan.inFull();
    Plan plan = gates ? all.gated() : all;
    Path logs = Files.createTempDirectory("millrace-bench-");
    Report report;
    try (Stage stage = new Stage(logs, quick)) {
      report = new ConsumerBenchmark(plan, stage, progress()).run();
    }
    delete(logs);
    return new Printed(report::json, () -> Table.of(report));
  }

  private Printed pipeline() throws IOException, InterruptedException {
    PipelineReport report = new PipelineBenchmark(pipelineOptions(), progress()).run();
    if (plot != null) {
      report.plot(plot);
    }
    return new Printed(report::json, report::text);
  }

  private PipelineOptions pipelineOptions() {
    try {
      return PipelineOptions.of(only, gates, rounds, permits, beside, quick);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private Printed buckets() throws InterruptedException {
    BucketsReport report = new BucketsBenchmark(events, quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed imports() throws InterruptedException {
    ImportReport report = new ImportBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed sources() throws InterruptedException {
    SourcesReport report = new SourcesBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed planning() throws InterruptedException {
    PlanningReport report = new PlanningBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed years() throws SQLException {
    YearsReport report = new YearsBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed console() throws IOException, InterruptedException {
    ConsoleReport report = new ConsoleBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
  }

  private Printed startup() throws IOException, InterruptedException {
    StartupReport report = new StartupBenchmark(quick, progress()).run();
    return new Printed(report::json, report::text);
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
