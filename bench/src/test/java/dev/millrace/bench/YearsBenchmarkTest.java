package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user, against a real database and real queues. */
class YearsBenchmarkTest {

  @Test
  void every_action_is_measured_on_the_first_day_and_after_each_year() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    int status = command.execute("years", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    for (String action : new String[] {"tick", "sweep", "claim", "finish", "status", "gaps"}) {
      assertThat(json.path("ratios").path(action).asDouble()).as(action).isPositive();
    }
    JsonNode third = json.path("year 3").path("tables");
    assertThat(third.path("millrace_total").path("rows").asInt()).isPositive();
    assertThat(third.path("millrace_slice").path("rows").asInt())
        .as("what is younger than the retention of ten days, and a week until the next fold")
        .isLessThan(20 * 250 + 1_500);
  }
}
