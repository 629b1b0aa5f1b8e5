package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.browser.Chromium;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user, against a real database and real queues. */
class ConsoleBenchmarkTest {

  @Test
  void every_view_is_measured_over_the_generated_ledger() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    int status = command.execute("console", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("slices").asLong())
        .as("nine days of twenty types in slices of ten minutes")
        .isEqualTo(9 * 144 * 20);
    assertThat(json.path("views")).hasSize(13);
    assertThat(json.path("views"))
        .allSatisfy(
            view -> {
              assertThat(view.path("median_ms").asDouble()).isPositive();
              assertThat(view.path("p95_ms").asDouble())
                  .isGreaterThanOrEqualTo(view.path("median_ms").asDouble());
              assertThat(view.path("bytes").asInt()).isGreaterThan(200);
            });
    if (Chromium.program().isPresent()) {
      assertThat(json.path("first_paint_ms").asDouble()).isPositive();
      assertThat(json.path("shown_ms").asDouble()).isPositive();
    }
  }
}
