package dev.millrace.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.pipeline.DemoRuns.Demo;
import dev.millrace.bench.pipeline.DemoRuns.Demos;
import dev.millrace.bench.pipeline.PipelineReport.Row;
import dev.millrace.bench.report.Gate;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelineReportTest {

  private static final PipelineReport ALL =
      new PipelineReport(
          List.of(
              row(Cell.SPARSE, "Millrace", run(90, 600, 60), run(80, 500, 50), run(95, 900, 70)),
              row(Cell.SPARSE, "Spring Cloud AWS", run(100, 400, 40)),
              row(Cell.SPARSE, "Camel", run(120, 200, 40)),
              row(Cell.DENSE, "Millrace", run(60, 1, 1)),
              row(Cell.DENSE, "Spring Cloud AWS", run(40, 1, 1)),
              row(Cell.DENSE, "Camel", run(50, 1, 1)),
              row(Cell.EMPTY, "Millrace", run(1, 1, 1)),
              row(Cell.WORKERS, "Millrace, workers: 1", run(10, 1, 1)),
              row(Cell.WORKERS, "Millrace, workers: 2", run(20, 1, 1)),
              row(Cell.WORKERS, "Millrace, workers: 4", run(29, 1, 1)),
              new Row(
                  Cell.LIVE,
                  "Millrace",
                  List.of(),
                  IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i).toList())),
          new Demos(List.of(new Demo(982, 5)), List.of(new Demo(982, 31))),
          PipelineOptions.of(
              List.of("sparse", "dense", "empty", "workers", "live", "demo"),
              false,
              3,
              8,
              null,
              false));

  @Test
  void ratios_are_those_of_the_medians_to_the_best_peer() throws IOException {
    JsonNode json = new JsonMapper().readTree(ALL.json());

    assertThat(json.path("ratios").path("sparse").asDouble()).isEqualTo(0.75);
    assertThat(json.path("ratios_to_spring").path("sparse").asDouble()).isEqualTo(0.9);
    assertThat(json.path("ratios_to_spring").path("sparse_cpu").asDouble()).isEqualTo(1.5);
    assertThat(json.path("ratios").path("dense").asDouble()).isEqualTo(1.2);
    assertThat(json.path("ratios").path("sparse_1ms").isNull()).isTrue();
    assertThat(json.path("ratios").path("workers_2_of_1").asDouble()).isEqualTo(2);
    assertThat(json.path("ratios").path("workers_4_of_1").asDouble()).isEqualTo(2.9);
    assertThat(json.path("ratios").path("demo").asDouble()).isEqualTo(6.2);
    assertThat(json.path("rows").get(0).path("rounds")).hasSize(3);
    assertThat(json.path("rows").get(10).path("lag_p50_ms").asDouble()).isEqualTo(100);
    assertThat(json.path("rows").get(10).path("lag_p99_ms").asDouble()).isEqualTo(198);
    assertThat(json.path("demo_seconds").path("this")).hasSize(1);
    assertThat(json.path("demo_seconds").path("this").get(0).asDouble()).isEqualTo(5);
  }

  @Test
  void gates_are_kept_at_their_bounds() {
    assertThat(ALL.gates())
        .filteredOn(gate -> !gate.name().contains("1 ms"))
        .extracting(Gate::name, Gate::holds)
        .containsExactly(
            tuple("sparse: slices/s, ratio to Spring", true),
            tuple("sparse: commits a slice", true),
            tuple("sparse: statements a slice", true),
            tuple("sparse: CPU of workers and database, ratio to Spring", true),
            tuple("dense: documents/s, ratio to the best peer", true),
            tuple("rows written by an empty slice of 8 days", true),
            tuple("demo, ratio to the other checkout", true));
    assertThat(ALL.gates())
        .filteredOn(gate -> gate.name().contains("1 ms"))
        .as("2.9 times one worker; sparse was not measured at that distance")
        .noneMatch(Gate::holds);
  }

  @Test
  void a_demo_without_another_checkout_has_no_gate() {
    PipelineReport alone =
        new PipelineReport(
            List.of(),
            new Demos(List.of(new Demo(982, 5)), List.of()),
            PipelineOptions.of(List.of("demo"), true, 3, 8, null, false));

    assertThat(alone.gates()).isEmpty();
    assertThat(alone.text()).containsPattern("\\| this checkout +\\| 5.00 +\\| +196 \\|");
  }

  @Test
  void the_gates_leave_out_the_parts_without_one() {
    PipelineOptions gates = PipelineOptions.of(List.of(), true, 5, 8, null, false);

    assertThat(gates.cells()).doesNotContain(Cell.LIVE, Cell.DENSE_1MS).hasSize(8);
  }

  @Test
  void the_text_has_a_table_for_each_part() {
    assertThat(ALL.text())
        .containsPattern("\\| Millrace +\\| +90 \\|")
        .containsPattern("\\| Millrace +\\| 100 \\| 198 \\|")
        .containsPattern("\\| Millrace, workers: 4 +\\| +29 \\|")
        .contains("live: ten slices per second");
  }

  private static Row row(Cell cell, String contender, Measured... runs) {
    return new Row(cell, contender, List.of(runs), List.of());
  }

  /** A run over 100 slices. */
  private static Measured run(double perSecond, long statements, long commits) {
    double processor = statements / 100.0;
    return new Measured(
        100,
        1000,
        100 / perSecond,
        new Counters(statements, commits, commits, 1500),
        processor / 2,
        processor / 4,
        30);
  }
}
