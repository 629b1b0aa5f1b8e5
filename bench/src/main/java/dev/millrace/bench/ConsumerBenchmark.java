package dev.millrace.bench;

import dev.millrace.bench.contender.ContenderKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Millrace's consumer compared with popular ones: cell after cell, in each the contenders in turn,
 * A B C A B C, so that a temporary disturbance of the machine affects them all.
 */
final class ConsumerBenchmark {

  private final Plan plan;
  private final Scenarios scenarios;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line per step
   */
  ConsumerBenchmark(Plan plan, Stage stage, Consumer<String> progress) {
    this.plan = plan;
    this.scenarios = new Scenarios(stage);
    this.progress = progress;
  }

  Report run() {
    for (int round = 1; round <= plan.warmUps(); round++) {
      progress.accept("warming up: round %d of %d".formatted(round, plan.warmUps()));
      scenarios.warmUp(plan.cells().getFirst(), Plan.WARM_UP);
    }
    List<Row> rows = new ArrayList<>();
    for (Cell cell : plan.cells()) {
      rows.addAll(rows(cell));
    }
    return new Report(rows, plan);
  }

  private List<Row> rows(Cell cell) {
    List<ContenderKind> kinds = contenders(cell);
    Map<ContenderKind, Double> rates = new EnumMap<>(ContenderKind.class);
    Map<ContenderKind, List<CompletableFuture<Measurement>>> runs =
        new EnumMap<>(ContenderKind.class);
    for (ContenderKind kind : kinds) {
      rates.put(kind, plan.quick() ? cell.guess() : calibrate(cell, kind));
      runs.put(kind, new ArrayList<>());
    }
    for (int round = 1; round <= plan.runs(); round++) {
      progress.accept("%s: round %d of %d".formatted(cell.title(), round, plan.runs()));
      runs.forEach(
          (kind, done) -> done.add(scenarios.run(cell, kind, rates.getOrDefault(kind, 0.0))));
    }
    return kinds.stream()
        .map(
            kind ->
                Row.of(
                    cell,
                    kind,
                    runs.getOrDefault(kind, List.of()).stream()
                        .map(CompletableFuture::join)
                        .toList()))
        .toList();
  }

  private double calibrate(Cell cell, ContenderKind kind) {
    int tasks = (int) Math.ceil(0.8 * cell.guess());
    return scenarios
        .backlog(cell, kind, tasks)
        .join()
        .value(Column.PER_SECOND)
        .orElse(cell.guess());
  }

  private static List<ContenderKind> contenders(Cell cell) {
    return cell.scenario() == Cell.Scenario.PROXY
        ? List.of(ContenderKind.BARE_LOOP)
        : List.of(ContenderKind.values());
  }
}
