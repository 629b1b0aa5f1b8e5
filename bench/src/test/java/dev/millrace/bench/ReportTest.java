package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.Cell.Scenario;
import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.report.Gate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Cell GATED = new Cell(Scenario.BACKLOG, 5, 100, 0, 3);
  private static final Cell OTHER = new Cell(Scenario.BACKLOG, 20, 100, 0, 3);
  private static final Cell SLOW = new Cell(Scenario.SLOW_MESSAGE, 5, 100, 5, 3);
  private static final Cell SLOW_FEW = new Cell(Scenario.SLOW_MESSAGE, 5, 10, 5, 3);

  private static final Report REPORT =
      new Report(
          List.of(
              row(GATED, ContenderKind.MILLRACE, 3900, Column.CALLS, 204.5, Column.CPU, 60),
              row(GATED, ContenderKind.BARE_LOOP, 4000, Column.CALLS, 200, Column.CPU, 50),
              row(GATED, ContenderKind.SPRING_TUNED, 3000, Column.CALLS, 201, Column.CPU, 80),
              row(GATED, ContenderKind.DYNAMIC_LISTENER, 800, Column.CALLS, 201, Column.CPU, 10),
              row(OTHER, ContenderKind.MILLRACE, 900, Column.CALLS, 999, Column.CPU, 90),
              row(OTHER, ContenderKind.SPRING_TUNED, 1000, Column.CALLS, 9, Column.CPU, 100),
              row(SLOW, ContenderKind.MILLRACE, 5, Column.KEPT, 0.94, Column.HEAP, 20),
              row(SLOW_FEW, ContenderKind.MILLRACE, 5, Column.KEPT, 0.1, Column.HEAP, 20)),
          Plan.inFull());

  @Test
  void ratios_are_those_of_the_gated_cells() throws IOException {
    JsonNode json = new JsonMapper().readTree(REPORT.json());

    assertThat(json.path("ratios").path("vs_bare_loop").asDouble()).isEqualTo(0.975);
    assertThat(json.path("ratios").path("vs_best_peer").asDouble()).isEqualTo(1.1);
    assertThat(json.path("vs_best_peer").findValuesAsText("messages_per_second"))
        .containsExactly("1.3", "0.9");
    assertThat(json.path("vs_best_peer").findValuesAsText("cpu")).containsExactly("0.75", "0.9");
    assertThat(json.path("ratios").path("slow_message_kept").asDouble()).isEqualTo(0.94);
    assertThat(json.path("calls_per_1000").asDouble()).isEqualTo(204.5);
    assertThat(json.path("rows")).hasSize(8);
    assertThat(json.path("rows").get(0).path("contender").asText()).isEqualTo("Millrace");
    assertThat(json.path("rows").get(0).path("messages_per_second").asDouble()).isEqualTo(3900);
  }

  @Test
  void a_gate_is_kept_at_its_bound_and_missed_below() {
    assertThat(REPORT.gates())
        .extracting(Gate::holds)
        .containsExactly(true, true, false, true, true, false, false);
  }

  @Test
  void unmeasured_values_are_null_and_miss_their_gate() throws IOException {
    Report nothing = new Report(List.of(), Plan.inFull());

    JsonNode json = new JsonMapper().readTree(nothing.json());

    assertThat(json.path("ratios").path("vs_best_peer").isNull()).isTrue();
    assertThat(nothing.gates()).noneMatch(Gate::holds);
  }

  @Test
  void the_table_has_the_columns_that_a_cell_measured() {
    String table = Table.of(REPORT);

    assertThat(table)
        .contains("empty handler (delay 5 ms, 100 in flight)")
        .containsPattern("\\| +\\| messages/s \\| calls per 1,000 \\|")
        .containsPattern("\\| Millrace +\\| +3,900 \\| +205 \\|")
        .containsPattern(
            "\\| rate kept alongside a slow message +\\| +≥ 0.95 \\| +0.940 \\| MISSED \\|")
        .doesNotContain("stop, s");
  }

  private static Row row(
      Cell cell,
      ContenderKind kind,
      double rate,
      Column one,
      double first,
      Column other,
      double second) {
    return new Row(
        cell, kind, new Measurement(Map.of(Column.PER_SECOND, rate, one, first, other, second)));
  }
}
