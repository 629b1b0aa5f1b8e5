package dev.millrace.cli.problem;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProblemsCommandTest {

  private final DeadPipeline pipeline = new DeadPipeline();

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void a_sound_pipeline_has_no_problems() {
    Execution run = pipeline.run("problems");

    assertThat(run.out()).isEqualTo("no problems\n");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }

  /** The ledger knows it better: with all its slices, also those whose letters have expired. */
  @Test
  void a_letter_about_a_dead_slice_is_the_same_problem() {
    long slice = pipeline.deadSlice("GithubType", 0, "answered 500 after 3 ms");
    pipeline.deadSlice("GithubType", 600, "answered 502 after 4 ms");
    pipeline.letter(
        "backfill", DeadPipeline.message(slice, "GithubType"), Map.of("reason", "answered 500"));
    pipeline.letter("import", "{\"n\":1}", Map.of("reason", "not \u202ea message 31"));

    JsonNode groups = pipeline.run("problems", "--json").json().at("/groups");
    Execution text = pipeline.run("problems");

    assertThat(groups).hasSize(2);
    assertThat(groups.at("/0/kind").asText()).isEqualTo("dead_slice");
    assertThat(groups.at("/0/count").asInt()).isEqualTo(2);
    assertThat(groups.at("/1/queue").asText()).isEqualTo("import");
    assertThat(text.lines())
        .contains(
            "2 dead slices of GithubType",
            "  answered # after # ms",
            "1 dead letter on import",
            "  not \\u202ea message #",
            "  ./millrace dlq redrive --type GithubType --reason 'answered' --dry-run");
  }

  @Test
  void the_command_of_a_problem_selects_its_slices() {
    pipeline.deadSlice("GithubType", 0, "answered 500 after 3 ms");
    pipeline.deadSlice("GithubType", 600, "no luck");
    JsonNode group = pipeline.run("problems", "--json").json().at("/groups/0");

    Execution run =
        pipeline.run(
            "dlq",
            "redrive",
            "--type",
            group.at("/type").asText(),
            "--reason",
            group.at("/reason").asText(),
            "--dry-run",
            "--json");

    assertThat(run.json().at("/planned").asInt()).isEqualTo(1);
  }

  @Test
  void its_json_is_described() {
    pipeline.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at)"
            + " VALUES ('GithubType', '', '', NOW(3))");
    long slice = pipeline.deadSlice("GithubType", 0, "no luck");
    pipeline.letter("import", "{\"n\":1}", Map.of("reason", "not a message"));
    String dead = pipeline.run("problems", "--json").out();
    pipeline.sql(
        "UPDATE millrace_slice SET state = 'planned', retries = 1, first_failed_at = NOW(3)"
            + " WHERE id = ?",
        slice);

    assertDescribes("problems", dead, pipeline.run("problems", "--json").out());
  }
}
