package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user; the worker is the deployed one. */
class PipelineBenchmarkTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void every_contender_imports_and_counts_what_the_source_holds() throws Exception {
    int status =
        command.execute("pipeline", "--quick", "--only", "dense_0ms,sparse_1ms,live", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("ratios").path("dense").asDouble()).isPositive();
    assertThat(json.path("ratios").path("sparse_1ms").asDouble()).isPositive();
    assertThat(json.path("ratios").has("dense_1ms")).isFalse();
    assertThat(json.path("rows").findValuesAsText("contender"))
        .hasSize(9)
        .startsWith("Millrace", "Spring Cloud AWS", "Camel");
    assertThat(json.path("rows"))
        .filteredOn(row -> !row.path("cell").asText().equals("live"))
        .allSatisfy(
            row -> {
              assertThat(row.path("slices_per_second").asDouble()).isPositive();
              assertThat(row.path("sqs_calls_per_slice").asDouble()).isPositive();
              assertThat(row.path("worker_cpu_ms_per_slice").asDouble()).isPositive();
            });
    assertThat(json.path("rows"))
        .filteredOn(row -> row.path("cell").asText().equals("live"))
        .allSatisfy(
            row -> {
              assertThat(row.path("lag_p50_ms").asDouble()).isPositive();
              assertThat(row.path("lag_p99_ms").asDouble())
                  .isGreaterThanOrEqualTo(row.path("lag_p50_ms").asDouble());
            });
    JsonNode spring = json.path("rows").get(1);
    assertThat(spring.path("statements_per_slice").asDouble())
        .as("two slices of two batches and a commit each, and a count with its commit")
        .isEqualTo(4);
    assertThat(spring.path("commits_per_slice").asDouble()).isEqualTo(1.5);
  }

  @Test
  void an_unknown_part_is_wrong_usage() {
    int status = command.execute("pipeline", "--only", "sparse,spares");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("--only: unknown part 'spares'; known are sparse, sparse_1ms, small");
  }

  @Test
  void a_folder_without_the_script_is_wrong_usage() {
    int status = command.execute("pipeline", "--beside", "/proc");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("there is no script 'millrace' in /proc; name a checkout");
  }

  @Test
  void no_rounds_and_no_permits_are_wrong_usage() {
    assertThat(command.execute("pipeline", "--rounds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rounds is 0 but must be at least 1");
    assertThat(command.execute("pipeline", "--permits", "501")).isEqualTo(2);
    assertThat(err.toString()).contains("--permits is 501 but must be from 1 to 500");
  }
}
