package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user; its programs are the deployed ones. */
class StartupBenchmarkTest {

  @Test
  void worker_and_function_start_with_and_without_a_cache() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    int status = command.execute("startup", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("rows").findValuesAsText("program")).containsExactly("worker", "function");
    assertThat(json.path("rows"))
        .allSatisfy(
            row -> {
              assertThat(row.path("ms").asDouble()).isPositive();
              assertThat(row.path("ms_with_cache").asDouble()).isPositive();
              assertThat(row.path("cache_mib").asDouble()).isGreaterThan(10);
            });
    assertThat(json.path("command_cpu_ms").path("status").asDouble()).isGreaterThan(50);
  }
}
