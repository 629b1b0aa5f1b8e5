package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user, against a real database. */
class PlanningBenchmarkTest {

  @Test
  void everything_is_measured() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    int status = command.execute("planning", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("ratios").path("vs_bare_inserts").asDouble()).isPositive();
    assertThat(json.path("slices").asInt()).as("a year of nine types").isEqualTo(78_840);
    assertThat(json.path("stranded").asInt(-1)).isZero();
  }
}
