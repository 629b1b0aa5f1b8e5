package dev.millrace.cli.demo;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.stack.WorkerProcesses;
import dev.millrace.operator.demo.StoredRows;
import dev.millrace.schema.Schema;
import dev.millrace.settings.Environment;
import dev.millrace.time.Window;
import dev.millrace.worker.WorkQueues;
import dev.millrace.worker.WorkerSettings;
import dev.millrace.worker.mapping.Mappers;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports four weeks from stand-ins of public APIs, lets them change, imports them again, and
 * checks that the tables hold what the stand-ins hold.
 */
final class SourcesDemo {

  private final StandIns standIns;
  private final Pipeline pipeline;
  private final WorkerProcesses workers;
  private final PrintWriter err;

  SourcesDemo(StandIns standIns, Pipeline pipeline, WorkerProcesses workers, PrintWriter err) {
    this.standIns = standIns;
    this.pipeline = pipeline;
    this.workers = workers;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @param settings of the workers
   */
  DemoReport run(Catalogue catalogue, Map<String, String> settings)
      throws IOException, InterruptedException {
    pipeline.database().migrate();
    new Schema(pipeline.database()).apply(catalogue);
    demo(catalogue).importAll();
    standIns.revise();
    err.println("the sources have changed some documents and added others; importing again");
    WorkerSettings worker = WorkerSettings.from(new Environment(settings));
    try (GuardedSource source =
        WorkQueues.source(
            worker,
            pipeline.database(),
            name -> catalogue.find(name).flatMap(CountedType::imported),
            InstantSource.system())) {
      DemoReport report = demo(catalogue).run(source, Mappers.PLAIN, standIns::liftQuotas);
      return report.with(held(catalogue));
    }
  }

  private Demo demo(Catalogue catalogue) {
    Map<DocumentType, Window> windows = new LinkedHashMap<>();
    catalogue.imported().forEach(type -> windows.put(type, standIns.window()));
    return new Demo(
        windows,
        catalogue.imported().stream().mapToLong(standIns::held).sum(),
        List.of("requests to the stand-ins so far: " + standIns.requests()),
        pipeline,
        workers,
        err);
  }

  private Check held(Catalogue catalogue) {
    List<String> differences = new ArrayList<>();
    for (DocumentType type : catalogue.imported()) {
      long held = standIns.held(type);
      long stored = StoredRows.count(pipeline.database(), type, standIns.window());
      if (held != stored) {
        differences.add(
            "%s: the source holds %d documents, the table has %d rows"
                .formatted(type.name(), held, stored));
      }
    }
    return new Check(
        "count", "every table has as many rows as its source holds", differences, List.of());
  }
}
