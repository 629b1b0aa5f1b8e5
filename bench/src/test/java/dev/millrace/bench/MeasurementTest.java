package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  @Test
  void runs_are_put_together_by_their_median() {
    assertThat(over(Column.PER_SECOND, 900, 100, 200)).isEqualTo(200);
    assertThat(over(Column.PER_SECOND, 400, 100, 200, 300)).isEqualTo(250);
  }

  @Test
  void failures_count_at_their_worst_value() {
    assertThat(over(Column.NOT_DELETED, 0, 0, 7, 0, 0)).isEqualTo(7);
  }

  @Test
  void a_column_that_no_run_measured_stays_absent() {
    Measurement runs = Measurement.over(List.of(new Measurement(Map.of(Column.P50, 1.0))));

    assertThat(runs.value(Column.P99)).isEmpty();
  }

  private static double over(Column column, double... values) {
    List<Measurement> runs =
        Arrays.stream(values).mapToObj(value -> new Measurement(Map.of(column, value))).toList();
    return Measurement.over(runs).value(column).orElseThrow();
  }
}
