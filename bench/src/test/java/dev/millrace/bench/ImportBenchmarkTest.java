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
class ImportBenchmarkTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void everything_is_measured() throws Exception {
    int status = command.execute("import", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(
            List.of(
                "vs_raw_upsert",
                "one_vs_raw_upsert",
                "vs_row_by_row",
                "vs_row_by_row_1ms",
                "unchanged_vs_fresh"))
        .allSatisfy(ratio -> assertThat(json.path("ratios").path(ratio).asDouble()).isPositive());
    assertThat(List.of("200", "500", "1000", "2000"))
        .allSatisfy(
            rows ->
                assertThat(json.path("documents_per_second_by_batch_rows").path(rows).asDouble())
                    .isPositive());
    assertThat(json.path("documents_per_second").path("row_by_row_1ms").asDouble())
        .as("each row waits a millisecond at least")
        .isPositive()
        .isLessThan(1000);
  }
}
