package dev.millrace.bench.startup;

import dev.millrace.bench.process.Checkout;
import dev.millrace.bench.startup.StartupReport.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Starts the worker from the jars of its image and the function from those of its zip, in turn with
 * and without an AOT cache of an earlier run, and measures the time from the start of the process
 * until one slice is imported.
 */
public final class StartupBenchmark {

  private final Consumer<String> progress;
  private final boolean quick;
  private final int runs;

  /**
   * @param quick everything once, as a smoke test
   * @param progress receives a line per step
   */
  public StartupBenchmark(boolean quick, Consumer<String> progress) {
    this.progress = progress;
    this.quick = quick;
    this.runs = quick ? 1 : 9;
  }

  /**
   * Runs it with its own queues, database and document API.
   *
   * @throws IOException when the worker is not packaged
   */
  public StartupReport run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("millrace-startup-");
    try (Surroundings surroundings = Surroundings.open()) {
      Jars worker = Jars.ofWorker();
      Jars function = Jars.ofFunction(Files.createDirectory(folder.resolve("function")));
      List<Row> rows =
          List.of(
              measure(
                  new WorkerStart(surroundings, worker, folder.resolve("worker.log")),
                  worker,
                  folder),
              measure(
                  new FunctionStart(surroundings, function, folder.resolve("function.log")),
                  function,
                  folder));
      return new StartupReport(
          rows,
          new CommandStarts(Checkout.home(), folder, progress).run(runs, !quick),
          runs,
          quick);
    } finally {
      delete(folder);
    }
  }

  private Row measure(Start start, Jars jars, Path folder)
      throws IOException, InterruptedException {
    Path cache = folder.resolve(jars.cacheName(start.program()));
    long begun = System.nanoTime();
    start.train(List.of("-XX:AOTCacheOutput=" + cache), !quick);
    double training = (System.nanoTime() - begun) / 1e6;
    progress.accept("%s: cache created".formatted(start.program()));
    // Fails, rather than ignoring the cache, when it does not fit.
    List<String> cached = List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
    List<Started> without = new ArrayList<>();
    List<Started> with = new ArrayList<>();
    if (!quick) {
      start.once(List.of()); // the first run finds the files uncached
      start.once(cached);
    }
    for (int run = 0; run < runs; run++) {
      without.add(start.once(List.of()));
      with.add(start.once(cached));
      progress.accept(
          "%s: %.0f ms, %.0f ms with the cache"
              .formatted(start.program(), without.getLast().millis(), with.getLast().millis()));
    }
    return new Row(
        start.program(),
        Started.median(without),
        Started.median(with),
        training,
        Files.size(cache));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
