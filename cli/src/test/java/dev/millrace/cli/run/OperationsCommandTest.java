package dev.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Who did what and why. */
final class OperationsCommandTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @TempDir private Path folder;

  @Test
  void a_run_names_its_newest_operation_and_operations_all_of_them() {
    stage.run("backfill", "--from=-9d", "--to=-8d", "--as=ann", "--because=a new column");
    String run = Long.toString(stage.newestRun());
    stage.run("pause", run, "--as=bob", "--because=the source is slow");
    stage.run("pause", run, "--as=carl");

    Execution status = stage.run("status", run);
    JsonNode json = stage.run("status", run, "--json").json().path("operation");
    Execution operations = stage.run("operations");

    assertThat(status.out())
        .containsPattern("\noperation pause by bob, \\S+Z: the source is slow\n");
    assertThat(json.path("operator").asText()).isEqualTo("bob");
    assertThat(json.path("because").asText()).isEqualTo("the source is slow");
    assertThat(operations.lines()).hasSize(4);
    assertThat(operations.lines().getFirst()).matches("\\S+Z bob: pause, run " + run);
    assertThat(operations.lines().get(1)).isEqualTo("  the source is slow");
    assertThat(operations.lines().get(2))
        .matches("\\S+Z ann: backfill, run " + run + " \\(\\d\\d\\)");
  }

  @Test
  void without_a_name_it_is_that_of_the_user_and_a_dry_run_is_not_noted() {
    stage.run("backfill", "--from=-9d", "--to=-8d", "--dry-run");
    assertThat(stage.run("operations").out()).isEqualTo("no operator has changed anything\n");

    stage.run("exclude", "--type=T", "--from=-9d", "--to=-8d", "--because=x");

    JsonNode noted = stage.run("operations", "--json").json().path("operations").path(0);
    assertThat(noted.path("operator").asText()).isEqualTo(System.getProperty("user.name"));
    assertThat(noted.path("target").asText()).startsWith("T 2");
  }

  @Test
  void controls_are_escaped() {
    stage.run(
        "exclude", "--type=T", "--from=-9d", "--to=-8d", "--as=a\u001b[31m", "--because=b\u202ec");

    assertThat(stage.run("operations").out())
        .contains("a\\u001b[31m: exclude, ", "  b\\u202ec\n")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void a_name_or_a_reason_that_is_too_long_is_refused_before_the_change() {
    stage.run("backfill", "--from=-9d", "--to=-8d");
    String run = Long.toString(stage.newestRun());

    for (String option : new String[] {"--as=" + "x".repeat(65), "--because=" + "x".repeat(1001)}) {
      Execution refused = stage.run("pause", run, option);

      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains(" characters");
    }
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_run WHERE state = 'paused'")).isZero();
  }

  /** A key of the schedule changes no version. */
  @Test
  void applied_definitions_are_noted_with_their_types() throws IOException {
    LocalDatabase server = LocalDatabase.shared();
    Map<String, String> settings =
        Map.of(
            "MILLRACE_TYPES", folder.toString(),
            "MILLRACE_DB_URL", server.createSchema(),
            "MILLRACE_DB_USER", server.user(),
            "MILLRACE_DB_PASSWORD", server.password());
    String yaml = "type: Visit\ncolumns: { a: { from: /a } }\n";

    for (String text : new String[] {yaml, yaml, yaml + "enabled: false\n"}) {
      Files.writeString(folder.resolve("Visit.yaml"), text);
      assertThat(Execution.of(settings, "types", "apply", "--as=ann").status()).isZero();
    }

    assertThat(Execution.of(settings, "operations").lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith("ann: types apply, Visit (1)"));
  }
}
