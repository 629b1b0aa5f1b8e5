package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user, against a real database. */
class BucketsBenchmarkTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void everything_is_measured() throws Exception {
    int status = command.execute("buckets", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("ratios").path("vs_bare_scan").asDouble()).isPositive();
    assertThat(json.path("ratios").path("late_event_growth").asDouble()).isPositive();
    assertThat(json.path("extra_statements_per_batch").asDouble())
        .as("count, calendar and change of a batch, and the change of the slice")
        .isBetween(3.0, 3.2);
    assertThat(List.of("1", "50", "500"))
        .allSatisfy(
            spans -> assertThat(json.path("filled_month_ms").path(spans).asDouble()).isPositive());
    assertThat(json.path("rows")).isNotEmpty();
  }

  @Test
  void a_table_too_small_is_wrong_usage() {
    int status = command.execute("buckets", "--events", "5");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--events is 5 but must be at least 100000");
  }
}
