package dev.millrace.cli.demo;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.cli.console.ConsoleStart;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.stack.LocalStack;
import dev.millrace.cli.stack.LocalStackOptions;
import dev.millrace.cli.stack.WorkerLogs;
import dev.millrace.cli.stack.WorkerProcesses;
import dev.millrace.cli.terminal.OrderlyStop;
import dev.millrace.cli.terminal.Paint;
import dev.millrace.cli.terminal.Paint.Colour;
import dev.millrace.console.Console;
import dev.millrace.local.document.Documents;
import dev.millrace.local.document.GeneratedDocuments;
import dev.millrace.local.document.Meeting;
import dev.millrace.schema.Schema;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.WorkerSettings;
import dev.millrace.worker.lookup.ExternalLookups;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the whole pipeline on this machine, without anything to install. */
@Command(
    name = "demo",
    description = {
      "Runs the whole pipeline on this machine and verifies the result.",
      "",
      "Starts queues, database, document API and workers, and stops them at the end. Nothing needs"
          + " to be installed. Without --documents, generates one day of documents."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 18);
  private static final long SEED = 42;
  private static final Paint CHECKS =
      Paint.none().with(Colour.GREEN, "^  I\\d (ok) ").with(Colour.RED, "^  I\\d (FAIL) .*");
  private static final long TEND_MILLIS = 1000;

  /** The definitions of the stand-ins. */
  private static final Path SAMPLES = Path.of("samples", "sources");

  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Mixin private final LocalStackOptions local = new LocalStackOptions();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      split = ",",
      description =
          "import four weeks from stand-ins of public APIs in place of the document API:"
              + " earthquakes, github, slack, stripe, archive or all")
  private List<String> sources = List.of();

  @Option(names = "--keep", description = "stay up afterwards and print the addresses")
  private boolean keep;

  @Option(names = "--json", description = "print one JSON object and nothing else")
  private boolean json;

  public DemoCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    int workers = local.workers();
    return OrderlyStop.around(() -> run(workers));
  }

  private int run(int workers) throws IOException, InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    if (!sources.isEmpty()) {
      return runSources(workers);
    }
    Path folder = Path.of(new Environment(environment).text(Setting.TYPES));
    Catalogue catalogue = DefinitionFolder.read(folder).catalogue();
    Documents documents = documents(catalogue, folder);
    @Nullable List<Meeting> meetings =
        LocalStackOptions.meetings(
            catalogue, documents, local.files().isEmpty() ? List.of(DAY) : List.of());
    err.println("starting queues, database, document API and workers on this machine …");
    try (LocalStack stack = LocalStack.start(documents, local.data(), meetings);
        WorkerLogs logs = WorkerLogs.create(err)) {
      Map<String, String> settings = settings(stack);
      WorkerSettings worker = WorkerSettings.from(new Environment(settings));
      // The workers' JVMs take as long to start as everything below, so they start first.
      try (WorkerProcesses processes = new WorkerProcesses(workers, settings, logs);
          Pipeline pipeline = Pipeline.open(settings);
          GuardedSource source = ApiSource.guarded(worker.source(), InstantSource.system());
          ExternalLookups lookups = stack.lookups(worker.lookups())) {
        pipeline.database().migrate();
        new Schema(pipeline.database()).apply(catalogue);
        Demo demo = Demo.of(documents, catalogue, pipeline, processes, err);
        DemoReport report = demo.run(source, new Mappers(lookups, worker.pseudonyms()));
        print(report);
        if (keep) {
          stayUp(stack, processes, pipeline, settings);
        }
        if (report.holds() && processes.replaced() == 0) {
          logs.discard();
        }
        return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
      }
    }
  }

  private int runSources(int workers) throws IOException, InterruptedException {
    List<String> names = sources.equals(List.of("all")) ? StandIns.NAMES : sources;
    for (String name : names) {
      if (!StandIns.NAMES.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "'%s' is not a source of the demo; use %s or all"
                .formatted(name, String.join(", ", StandIns.NAMES)));
      }
    }
    PrintWriter err = spec.commandLine().getErr();
    err.println("starting queues, database, stand-ins and workers on this machine …");
    try (StandIns standIns = StandIns.start(names, InstantSource.system());
        LocalStack stack = LocalStack.start(Documents.of(List.of()), local.data(), null);
        WorkerLogs logs = WorkerLogs.create(err)) {
      Map<String, String> settings = new LinkedHashMap<>(settings(stack));
      settings.putAll(standIns.secrets());
      try (WorkerProcesses processes = new WorkerProcesses(workers, settings, logs);
          Pipeline pipeline = Pipeline.open(settings)) {
        DemoReport report =
            new SourcesDemo(standIns, pipeline, processes, err)
                .run(standIns.catalogue(SAMPLES), settings);
        print(report);
        if (keep) {
          stayUp(stack, processes, pipeline, settings);
        }
        if (report.holds() && processes.replaced() == 0) {
          logs.discard();
        }
        return report.holds() ? ExitCode.OK : ExitCode.SOFTWARE;
      }
    }
  }

  private Documents documents(Catalogue catalogue, Path folder) {
    if (!local.files().isEmpty()) {
      return Documents.read(local.files());
    }
    Set<String> types = LocalStackOptions.generatedTypes(catalogue);
    if (types.isEmpty()) {
      throw new IllegalArgumentException(
          "no documents can be generated for the types in %s; pass some with --documents"
              .formatted(folder));
    }
    return GeneratedDocuments.day(DAY, SEED, types);
  }

  /** At full speed, since this document API has no other clients; and nothing is secret here. */
  private Map<String, String> settings(LocalStack stack) {
    Map<String, String> wishes = new LinkedHashMap<>();
    wishes.put(Setting.SOURCE_RATE.variable(), "1000000");
    wishes.put(Setting.BACKFILL_SHARE.variable(), "100");
    wishes.put(Setting.HASH_KEY.variable(), "demo");
    wishes.putAll(environment);
    return stack.settings(wishes);
  }

  private void print(DemoReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json());
      ReportText.findings(report).forEach(spec.commandLine().getErr()::println);
    } else {
      CHECKS.print(out, "\n" + ReportText.of(report));
    }
    out.flush();
  }

  private void stayUp(
      LocalStack stack, WorkerProcesses processes, Pipeline pipeline, Map<String, String> settings)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    stack.export(json ? err : spec.commandLine().getOut());
    try (Console console = ConsoleStart.beside(pipeline, settings)) {
      err.println("console at " + console.url());
      err.println("staying up; press Ctrl-C to stop");
      while (true) {
        processes.tend();
        Thread.sleep(TEND_MILLIS);
      }
    }
  }
}
