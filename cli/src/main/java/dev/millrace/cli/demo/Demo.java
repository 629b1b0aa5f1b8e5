package dev.millrace.cli.demo;

import static java.util.Locale.ROOT;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.stack.WorkerProcesses;
import dev.millrace.cli.terminal.ProgressBar;
import dev.millrace.database.Database;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.local.document.Documents;
import dev.millrace.operator.demo.BusyTimes;
import dev.millrace.operator.demo.EarlierRuns;
import dev.millrace.operator.demo.EventTotals;
import dev.millrace.operator.demo.RunProgress;
import dev.millrace.plan.Backfills;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.DocumentSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A backfill over the span of some documents, watched until all is counted, then checked. */
final class Demo {

  private static final long POLL_NANOS = Duration.ofMillis(200).toNanos();
  private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

  private final Map<DocumentType, Window> windows;
  private final long documents;
  private final List<String> remarks;
  private final Pipeline pipeline;
  private final WorkerProcesses workers;
  private final PrintWriter err;

  /**
   * @param windows what to import
   * @param documents how many there are
   * @param remarks for the report
   * @param err for the progress
   */
  Demo(
      Map<DocumentType, Window> windows,
      long documents,
      List<String> remarks,
      Pipeline pipeline,
      WorkerProcesses workers,
      PrintWriter err) {
    this.windows = windows;
    this.documents = documents;
    this.remarks = List.copyOf(remarks);
    this.pipeline = pipeline;
    this.workers = workers;
    this.err = err;
  }

  /**
   * A demo over the span of some documents.
   *
   * @throws IllegalArgumentException when none of the documents' types is in the catalogue
   */
  static Demo of(
      Documents documents,
      Catalogue catalogue,
      Pipeline pipeline,
      WorkerProcesses workers,
      PrintWriter err) {
    Map<DocumentType, Window> windows = windows(documents, catalogue);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the documents' types %s is in the catalogue; its types are %s"
              .formatted(
                  documents.types(), catalogue.types().stream().map(CountedType::name).toList()));
    }
    return new Demo(
        windows,
        windows.keySet().stream().mapToLong(type -> documents.count(type.name())).sum(),
        remarks(documents, catalogue),
        pipeline,
        workers,
        err);
  }

  private static Map<DocumentType, Window> windows(Documents documents, Catalogue catalogue) {
    Map<DocumentType, Window> windows = new LinkedHashMap<>();
    for (String name : documents.types()) {
      Window window = new Window(documents.first(name), documents.last(name) + 1);
      catalogue
          .find(name)
          .flatMap(CountedType::imported)
          .ifPresent(type -> windows.put(type, window));
    }
    return windows;
  }

  /** Plans the span of the documents, waits until it is imported and counted, and checks it. */
  DemoReport run(DocumentSource source, Mappers mappers) throws IOException, InterruptedException {
    return run(source, mappers, () -> {});
  }

  /**
   * The same.
   *
   * @param beforeChecks runs between the import and the checks
   */
  DemoReport run(DocumentSource source, Mappers mappers, Runnable beforeChecks)
      throws IOException, InterruptedException {
    long cancelled = EarlierRuns.cancel(pipeline.database());
    long start = System.nanoTime();
    Imported imported = importAll();
    double seconds = (System.nanoTime() - start) / 1e9;
    beforeChecks.run();
    return report(imported.run(), imported.last(), source, mappers, cancelled, seconds);
  }

  /** A run at its end. */
  record Imported(long run, RunProgress last) {}

  /** Plans the span and waits until it is imported and counted. */
  Imported importAll() throws InterruptedException {
    List<PlannedSlice> slices =
        windows.entrySet().stream()
            .flatMap(entry -> Backfills.slices(entry.getKey(), entry.getValue()))
            .toList();
    err.println(
        String.format(
            ROOT,
            "documents: %,d, slices: %,d, worker processes: %d",
            documents,
            slices.size(),
            workers.pids().size()));
    long start = System.nanoTime();
    Planned planned = pipeline.runs().plan(RunKind.BACKFILL, "demo " + UUID.randomUUID(), slices);
    pipeline.dispatcher().sendDue();
    return new Imported(planned.run(), await(planned.run(), start));
  }

  private RunProgress await(long run, long start) throws InterruptedException {
    long lastSweep = start;
    try (ProgressBar bar = ProgressBar.of(err, start)) {
      while (true) {
        long asked = System.nanoTime();
        RunProgress progress = RunProgress.of(pipeline.database(), run);
        long now = System.nanoTime();
        bar.show(progress.share(), ProgressText.of(progress, (now - start) / 1e9), now);
        if (progress.atRest()) {
          return progress;
        }
        workers.tend();
        if (now - lastSweep >= SWEEP_NANOS) {
          pipeline.producer().sweep();
          lastSweep = now;
        }
        if (progress.ended() == progress.total()) {
          // A killed worker may have lost the hint.
          windows.forEach((type, window) -> pipeline.hints().send(type.name(), window));
        }
        // Queries take at most a tenth of the time, however many slices there are.
        TimeUnit.NANOSECONDS.sleep(Math.max(POLL_NANOS, 9 * (now - asked)));
      }
    }
  }

  private DemoReport report(
      long run,
      RunProgress last,
      DocumentSource source,
      Mappers mappers,
      long cancelled,
      double seconds)
      throws IOException, InterruptedException {
    Database database = pipeline.database();
    EventTotals totals = EventTotals.of(database);
    return new DemoReport(
        RunProgress.counts(database, run),
        RunProgress.rejections(database, run),
        last.slices(),
        totals.buckets(),
        totals.events(),
        totals.counted(),
        BusyTimes.of(database),
        new Checks(database, source, mappers, run).run(windows),
        notes(cancelled),
        workers.replaced(),
        seconds);
  }

  private static List<String> remarks(Documents documents, Catalogue catalogue) {
    List<String> notes = new ArrayList<>(documents.remarks());
    documents.types().stream()
        .filter(name -> catalogue.find(name).flatMap(CountedType::imported).isEmpty())
        .map(
            name ->
                String.format(
                    ROOT,
                    "%,d of type '%s' skipped: the type is %s",
                    documents.count(name),
                    name,
                    catalogue.find(name).isEmpty() ? "not in the catalogue" : "count-only"))
        .forEach(notes::add);
    return notes;
  }

  private List<String> notes(long cancelled) {
    List<String> notes = new ArrayList<>(remarks);
    if (cancelled > 0) {
      notes.add(
          String.format(
              ROOT,
              "an earlier run was interrupted; its %,d open slices are cancelled",
              cancelled));
    }
    return notes;
  }
}
