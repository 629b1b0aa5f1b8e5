package dev.millrace.bench;

import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.contender.Observed;
import dev.millrace.bench.server.Traffic;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The steps and measurements of one run of each scenario. */
final class Scenarios {

  /** As in reports about stalled consumers; its remaining time after the run is not awaited. */
  private static final int SLOW_MILLIS = 25_000;

  /** A backlog for a window must outlast it, also when this run is faster than the one before. */
  private static final double RESERVE = 1.6;

  private final Stage stage;

  Scenarios(Stage stage) {
    this.stage = stage;
  }

  /**
   * Runs a contender once.
   *
   * @param rate expected messages per second
   * @return completed when the contender has stopped, which the caller need not await
   */
  CompletableFuture<Measurement> run(Cell cell, ContenderKind kind, double rate) {
    int tasks = tasks(rate * cell.seconds());
    int backlog = tasks(RESERVE * rate * (cell.seconds() + 0.5));
    return switch (cell.scenario()) {
      case PROXY -> proxy(cell, kind, tasks);
      case BACKLOG -> backlog(cell, kind, tasks);
      case SLOW_MESSAGE -> slowMessage(cell, kind, backlog);
      case ARRIVALS -> arrivals(cell, kind);
      case STOP -> stop(cell, kind, backlog);
    };
  }

  private static int tasks(double count) {
    return Math.clamp(Math.round(count), 50, 60_000);
  }

  /** Independent of the cell's scenario, to measure the rate. */
  CompletableFuture<Measurement> backlog(Cell cell, ContenderKind kind, int tasks) {
    Run run = stage.open(cell, kind);
    run.fill(tasks, cell.workMillis());
    run.start(0, true);
    Traffic traffic = run.awaitEmpty();
    return run.stop().thenApply(observed -> throughput(run, traffic, observed));
  }

  /** All contenders at once, each on its own queue: the purpose is compiled code. */
  void warmUp(Cell cell, int tasks) {
    Map<ContenderKind, Run> runs = new EnumMap<>(ContenderKind.class);
    for (ContenderKind kind : ContenderKind.values()) {
      Run run = stage.open(cell, kind);
      run.fill(tasks, cell.workMillis());
      runs.put(kind, run);
    }
    runs.values().forEach(run -> run.start(0, true));
    runs.values().forEach(Run::awaitEmpty);
    runs.values().stream().map(Run::stop).toList().forEach(CompletableFuture::join);
  }

  private static Measurement throughput(Run run, Traffic traffic, Observed observed) {
    double deleted = run.tasks() - traffic.left();
    return resources(observed)
        .with(Column.PER_SECOND, deleted / traffic.seconds())
        .with(Column.CALLS, 1000 * traffic.calls() / deleted)
        .with(Column.P50, observed.p50Millis())
        .with(Column.P99, observed.p99Millis())
        .with(Column.IN_FLIGHT, (double) traffic.inFlight());
  }

  private static Measurement resources(Observed observed) {
    Map<Column, Double> values = new EnumMap<>(Column.class);
    values.put(Column.HEAP, observed.heapMegabytes());
    values.put(Column.CPU, 1000 * observed.cpuMillis() / Math.max(1, observed.finished()));
    return new Measurement(values);
  }

  /** By the contender's own clock, the only one without the proxy. */
  private CompletableFuture<Measurement> proxy(Cell cell, ContenderKind kind, int tasks) {
    double direct = ownRate(cell, kind, tasks, false);
    double proxied = ownRate(cell, kind, tasks, true);
    Map<Column, Double> values = new EnumMap<>(Column.class);
    values.put(Column.PER_SECOND, direct);
    values.put(Column.KEPT, proxied / direct);
    return CompletableFuture.completedFuture(new Measurement(values));
  }

  private double ownRate(Cell cell, ContenderKind kind, int tasks, boolean proxied) {
    Run run = stage.open(cell, kind);
    run.fill(tasks, cell.workMillis());
    run.start(0, proxied);
    run.awaitEmpty();
    Observed observed = run.stop().join();
    return observed.finished() / observed.seconds();
  }

  private CompletableFuture<Measurement> slowMessage(Cell cell, ContenderKind kind, int backlog) {
    Run without = stage.open(cell, kind);
    without.fill(backlog, cell.workMillis());
    without.start(0, true);
    double usual = without.window(false);
    CompletableFuture<Observed> first = without.stop();
    Run with = stage.open(cell, kind);
    with.fill(1, SLOW_MILLIS);
    with.fill(backlog, cell.workMillis());
    with.start(0, true);
    double beside = with.window(true);
    return with.stop()
        .thenCombine(
            first,
            (observed, _) ->
                resources(observed)
                    .with(Column.PER_SECOND, beside)
                    .with(Column.KEPT, beside / usual));
  }

  private CompletableFuture<Measurement> arrivals(Cell cell, ContenderKind kind) {
    Run run = stage.open(cell, kind);
    run.start((int) Math.ceil(Cell.ARRIVALS_PER_SECOND * cell.seconds()), true);
    run.drip(Cell.ARRIVALS_PER_SECOND);
    Traffic traffic = run.awaitEmpty();
    return run.stop().thenApply(observed -> throughput(run, traffic, observed));
  }

  private CompletableFuture<Measurement> stop(Cell cell, ContenderKind kind, int backlog) {
    Run run = stage.open(cell, kind);
    run.fill(backlog, cell.workMillis());
    run.start(0, true);
    double rate = run.window(false);
    Run.Remains remains = run.stopAndCount();
    Observed observed = remains.observed();
    long deleted = run.tasks() - remains.left();
    return CompletableFuture.completedFuture(
        resources(observed)
            .with(Column.PER_SECOND, rate)
            .with(Column.NOT_DELETED, (double) (observed.finished() - deleted))
            .with(Column.STOP, observed.stopSeconds()));
  }
}
