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
class SourcesBenchmarkTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void client_and_import_are_measured_side_by_side() throws Exception {
    int status = command.execute("sources", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(json.path("ratios").path("vs_client_alone").asDouble()).isPositive();
    assertThat(json.path("documents").asInt()).isEqualTo(600);
    assertThat(List.of("1", "2", "4"))
        .allSatisfy(
            atOnce ->
                assertThat(
                        json.path("by_slices_at_once")
                            .path(atOnce)
                            .path("client_documents_per_second")
                            .asDouble())
                    .as("100 documents take 5 ms at least")
                    .isPositive()
                    .isLessThan(20_000.0 * Integer.parseInt(atOnce)));
  }
}
