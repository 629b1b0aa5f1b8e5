package dev.millrace.bench.pipeline;

import dev.millrace.bench.pipeline.DemoRuns.Demos;
import dev.millrace.bench.pipeline.PipelineReport.Row;
import dev.millrace.bench.pipeline.peer.PeerKind;
import dev.millrace.bench.pipeline.source.Load.Slices;
import dev.millrace.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Runs the pipelines of all contenders, one after the other for several rounds, each with empty
 * tables and a full queue. Each run ends with a comparison of its tables with the source.
 */
public final class PipelineBenchmark {

  static final String MILLRACE = "Millrace";

  private static final List<Integer> WORKERS = List.of(1, 2, 4);

  /**
   * Messages per process in the comparison of workers: few, since workers have machines of their
   * own in production, but share two processors here.
   */
  private static final int PERMITS_OF_MANY = 2;

  /** The JIT compiler needs time; a quick look must do with less. */
  private static final int WARM_UPS = 2;

  private static final int FEW_ROUNDS = 3;

  /** All contenders delete within less. */
  private static final long LAST_DELETES_MILLIS = 500;

  private final PipelineOptions options;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line per step
   */
  public PipelineBenchmark(PipelineOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Runs it; the logs of all processes are kept when it fails. */
  public PipelineReport run() throws IOException, InterruptedException {
    Path logs = Files.createTempDirectory("millrace-bench-");
    progress.accept("logs are in " + logs);
    List<Row> rows = new ArrayList<>();
    if (options.cells().stream().anyMatch(cell -> cell != Cell.DEMO)) {
      try (Site site = new Site(logs, options.quick())) {
        for (Cell cell : options.cells()) {
          if (cell != Cell.DEMO) {
            rows.addAll(measure(cell, site, logs));
          }
        }
      }
    }
    Demos demos =
        options.cells().contains(Cell.DEMO)
            ? new DemoRuns(options.beside(), logs, progress).run(options.rounds())
            : Demos.NONE;
    delete(logs);
    return new PipelineReport(rows, demos, options);
  }

  private List<Row> measure(Cell cell, Site site, Path logs) throws InterruptedException {
    progress.accept(cell.title());
    Slices slices = cell.load().slices(options.quick());
    Expected expected = Expected.of(slices.documents());
    int permits = cell == Cell.WORKERS ? PERMITS_OF_MANY : options.permits();
    Setup setup =
        new Setup(logs, cell.key(), site.serve(cell), cell.far(), permits, options.quick());
    List<Contender> contenders = new ArrayList<>();
    try {
      open(cell, site, setup, contenders);
      return cell == Cell.LIVE
          ? live(contenders, site, slices, expected)
          : full(cell, contenders, site, slices, expected);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /**
   * @param opened receives each contender as soon as it has to be closed
   */
  private static void open(Cell cell, Site site, Setup setup, List<Contender> opened)
      throws InterruptedException {
    if (cell == Cell.WORKERS) {
      for (int workers : WORKERS) {
        opened.add(new MillraceContender(workers(workers), workers, site, setup));
      }
      return;
    }
    opened.add(new MillraceContender(MILLRACE, 1, site, setup));
    for (PeerKind kind : PeerKind.values()) {
      opened.add(new PeerContender(kind, site, setup));
    }
  }

  /** The name of a contender with that many workers. */
  static String workers(int number) {
    return "Millrace, workers: " + number;
  }

  /** With all messages on the queue before the first one can be received. */
  private List<Row> full(
      Cell cell, List<Contender> contenders, Site site, Slices slices, Expected expected)
      throws InterruptedException {
    int warmUps = options.rounds() < FEW_ROUNDS ? 1 : WARM_UPS;
    for (int i = 0; i < warmUps; i++) {
      for (Contender contender : contenders) {
        run(contender, site, slices, expected);
      }
    }
    progress.accept("  all are warm");
    Map<Contender, List<Measured>> runs = new LinkedHashMap<>();
    for (int round = 1; round <= options.rounds(); round++) {
      for (Contender contender : inTurn(contenders, round)) {
        Measured measured = run(contender, site, slices, expected);
        progress.accept(
            "  round %d, %s: %,.0f slices/s, %,.0f documents/s"
                .formatted(
                    round,
                    contender.name(),
                    measured.slicesPerSecond(),
                    measured.documentsPerSecond()));
        runs.computeIfAbsent(contender, _ -> new ArrayList<>()).add(measured);
      }
    }
    return contenders.stream()
        .map(
            contender ->
                new Row(cell, contender.name(), runs.getOrDefault(contender, List.of()), List.of()))
        .toList();
  }

  /** Each round begins with another contender. */
  private static List<Contender> inTurn(List<Contender> contenders, int round) {
    List<Contender> turned = new ArrayList<>(contenders);
    Collections.rotate(turned, round);
    return turned;
  }

  private static Measured run(Contender contender, Site site, Slices slices, Expected expected)
      throws InterruptedException {
    contender.tables().empty();
    // A connection of its own, so that its statements can be subtracted.
    try (Database monitor = site.open(contender.schema(), 1)) {
      site.hold();
      contender.send(slices.windows());
      Counters counters = Counters.read(monitor);
      double workers = ProcessorTime.of(contender.pids());
      double database = ProcessorTime.of(List.of(site.databasePid()));
      long begun = System.nanoTime();
      site.release();
      contender.await(expected, monitor);
      double seconds = (System.nanoTime() - begun) / 1e9;
      Counters counted = Counters.read(monitor).since(counters);
      double workersUsed = ProcessorTime.of(contender.pids()) - workers;
      double databaseUsed = ProcessorTime.of(List.of(site.databasePid())) - database;
      // The last deletes belong to this run and must not be held by the next one.
      TimeUnit.MILLISECONDS.sleep(LAST_DELETES_MILLIS);
      expected.check(contender.name(), monitor);
      return new Measured(
          slices.windows().size(),
          expected.rows(),
          seconds,
          counted,
          workersUsed,
          databaseUsed,
          site.calls());
    }
  }

  private List<Row> live(List<Contender> contenders, Site site, Slices slices, Expected expected)
      throws InterruptedException {
    contenders.forEach(Contender::countLive);
    site.release();
    Map<Contender, List<Double>> lags = new LinkedHashMap<>();
    // The first round only warms up.
    for (int round = 0; round <= options.rounds(); round++) {
      for (Contender contender : contenders) {
        contender.tables().empty();
        try (Database monitor = site.open(contender.schema(), 1)) {
          List<Double> measured = new LiveRun(contender, slices, expected).run(monitor);
          expected.check(contender.name(), monitor);
          if (round > 0) {
            lags.computeIfAbsent(contender, _ -> new ArrayList<>()).addAll(measured);
          }
        }
      }
      progress.accept("  round %d".formatted(round));
    }
    return contenders.stream()
        .map(
            contender ->
                new Row(
                    Cell.LIVE,
                    contender.name(),
                    List.of(),
                    lags.getOrDefault(contender, List.of())))
        .toList();
  }

  private static void delete(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(logs);
  }
}
