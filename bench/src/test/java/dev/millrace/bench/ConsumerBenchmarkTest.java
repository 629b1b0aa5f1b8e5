package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.contender.ContenderKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Runs the command like a user; its processes and its peers are the real ones. */
class ConsumerBenchmarkTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void every_contender_runs_in_every_scenario() throws Exception {
    int status = command.execute("consumer", "--quick", "--json");

    assertThat(status).as(err.toString()).isZero();
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertThat(contenders(json, "backlog")).isEqualTo(everyone());
    assertThat(contenders(json, "slow_message")).isEqualTo(everyone());
    assertThat(contenders(json, "arrivals")).isEqualTo(everyone());
    assertThat(contenders(json, "stop")).isEqualTo(everyone());
    assertThat(contenders(json, "proxy")).containsExactly("bare loop");
    assertThat(json.path("ratios").path("vs_bare_loop").asDouble()).isPositive();
    assertThat(json.path("ratios").path("vs_best_peer").asDouble()).isPositive();
    assertThat(json.path("ratios").path("slow_message_kept").asDouble()).isPositive();
    assertThat(json.path("calls_per_1000").asDouble()).isBetween(200.0, 600.0);
    assertThat(rows(json).filter(ConsumerBenchmarkTest::oursAtTheStop))
        .allSatisfy(row -> assertThat(row.path("processed_not_deleted").asDouble()).isZero());
  }

  @Test
  void an_unknown_benchmark_is_a_usage_error() {
    int status = command.execute("database");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown benchmark 'database'; known are consumer, pipeline, buckets");
  }

  private static boolean oursAtTheStop(JsonNode row) {
    return row.path("scenario").asText().equals("stop")
        && row.path("contender").asText().equals(ContenderKind.MILLRACE.label());
  }

  private static Set<String> everyone() {
    return Stream.of(ContenderKind.values())
        .map(ContenderKind::label)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> contenders(JsonNode json, String scenario) {
    return rows(json)
        .filter(row -> row.path("scenario").asText().equals(scenario))
        .map(row -> row.path("contender").asText())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<JsonNode> rows(JsonNode json) {
    return StreamSupport.stream(json.path("rows").spliterator(), false);
  }
}
