package dev.millrace.cli;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs.Planned;
import dev.millrace.local.Documents;
import dev.millrace.plan.Backfills;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceClient;
import dev.millrace.worker.source.SourceSettings;
import dev.millrace.worker.store.Schema;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The main job on one machine: local parts, worker processes, one backfill, the checks. */
final class Demo implements AutoCloseable {

  private static final long POLL_MILLIS = 200;

  private final Documents documents;
  private final Catalogue catalogue;
  private final Map<String, String> environment;
  private final LocalStack stack;
  private final Pipeline pipeline;
  private final WorkerProcesses workers;
  private final Path logs;
  private final PrintWriter err;

  private Demo(
      Documents documents,
      Catalogue catalogue,
      Map<String, String> environment,
      LocalStack stack,
      Pipeline pipeline,
      WorkerProcesses workers,
      Path logs,
      PrintWriter err) {
    this.documents = documents;
    this.catalogue = catalogue;
    this.environment = environment;
    this.stack = stack;
    this.pipeline = pipeline;
    this.workers = workers;
    this.logs = logs;
    this.err = err;
  }

  /**
   * Starts everything up to the workers.
   *
   * @param source makes the documents, given the types that there are
   * @param data the database's folder, or null for a fresh one
   * @param err what is going on is told here
   */
  static Demo start(
      Function<Set<String>, Documents> source, int workers, @Nullable Path data, PrintWriter err)
      throws IOException {
    Catalogue catalogue =
        Catalogue.read(Path.of(new Environment(System.getenv()).text(Setting.TYPES)));
    Set<String> types =
        catalogue.types().stream().map(DocumentType::name).collect(Collectors.toSet());
    Documents documents = source.apply(types);
    err.println("starting queues, database and document API on this machine …");
    err.flush();
    LocalStack stack = LocalStack.start(documents, data);
    try {
      Map<String, String> environment = new LinkedHashMap<>(stack.environment());
      Pipeline pipeline = Pipeline.open(environment);
      pipeline.database().migrate();
      new Schema(pipeline.database()).apply(catalogue);
      Path logs = Files.createTempDirectory("millrace-demo-");
      WorkerProcesses processes =
          new WorkerProcesses(workers, workerEnvironment(environment), logs);
      return new Demo(documents, catalogue, environment, stack, pipeline, processes, logs, err);
    } catch (IOException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** Short leases and polls, so that a killed worker is missed soon and a stop does not wait. */
  private static Map<String, String> workerEnvironment(Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(Setting.LEASE_SECONDS.variable(), "10");
    all.put(Setting.POLL_SECONDS.variable(), "1");
    all.put(Setting.HINT_SECONDS.variable(), "1");
    return all;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Plans the documents' own span, waits until all is imported and counted, and checks it. */
  DemoReport run() throws IOException, InterruptedException {
    Map<DocumentType, Window> imported = windows();
    List<PlannedSlice> slices =
        imported.entrySet().stream()
            .flatMap(entry -> Backfills.slices(entry.getKey(), entry.getValue()))
            .toList();
    err.printf(
        "%,d documents (%s) in %,d slices; worker processes: %d, logs in %s%n",
        imported.keySet().stream().mapToLong(type -> documents.count(type.name())).sum(),
        imported.keySet().stream().map(DocumentType::name).collect(Collectors.joining(", ")),
        slices.size(),
        workers.pids().size(),
        logs);
    err.flush();
    long start = System.nanoTime();
    Planned planned = pipeline.runs().plan(RunKind.BACKFILL, "demo " + UUID.randomUUID(), slices);
    pipeline.dispatcher().sendDue();
    RunProgress last = await(planned.run(), start);
    double seconds = (System.nanoTime() - start) / 1e9;
    return report(planned.run(), last, imported, seconds);
  }

  private Map<DocumentType, Window> windows() {
    Map<DocumentType, Window> windows = new LinkedHashMap<>();
    for (String name : documents.types()) {
      catalogue
          .find(name)
          .ifPresent(
              type ->
                  windows.put(type, new Window(documents.first(name), documents.last(name) + 1)));
    }
    if (windows.isEmpty()) {
      throw new IllegalStateException(
          "the documents are of the types %s, and the catalogue has none of them; it has %s"
              .formatted(
                  documents.types(), catalogue.types().stream().map(DocumentType::name).toList()));
    }
    return windows;
  }

  private RunProgress await(long run, long start) throws InterruptedException {
    try (ProgressBar bar = new ProgressBar(err, terminal(), start)) {
      while (true) {
        RunProgress progress = RunProgress.of(pipeline.database(), run);
        bar.show(progress, System.nanoTime());
        if (progress.atRest()) {
          return progress;
        }
        workers.tend();
        if (progress.ended() == progress.total()) {
          pipeline.sweep().run();
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 is back to null where there is no terminal
  private static boolean terminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private DemoReport report(
      long run, RunProgress last, Map<DocumentType, Window> imported, double seconds)
      throws IOException, InterruptedException {
    Environment settings = new Environment(environment);
    List<Check> checks;
    try (SourceClient source =
        new SourceClient(SourceSettings.from(settings), InstantSource.system())) {
      checks = new Checks(pipeline.database(), source).run(imported);
    }
    return new DemoReport(
        RunProgress.counts(pipeline.database(), run),
        last.slices(),
        DemoReport.number(pipeline.database(), "SELECT COUNT(*) FROM EventCount"),
        DemoReport.number(pipeline.database(), "SELECT COUNT(*) FROM AllEvents"),
        DemoReport.number(pipeline.database(), "SELECT SUM(actual_count) FROM EventCount"),
        BusyTimes.of(pipeline.database()),
        checks,
        remarks(imported.keySet()),
        workers.replaced(),
        seconds);
  }

  private List<String> remarks(Set<DocumentType> imported) {
    List<String> remarks = new ArrayList<>(documents.remarks());
    Set<String> unknown = new TreeSet<>(documents.types());
    imported.forEach(type -> unknown.remove(type.name()));
    unknown.forEach(
        name ->
            remarks.add(
                "%,d documents of type '%s' were left out: the catalogue has no such type"
                    .formatted(documents.count(name), name)));
    return remarks;
  }

  @Override
  public void close() {
    workers.close();
    pipeline.close();
    stack.close();
  }
}
