package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.script.RealScript;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contract with operators' scripts, through the real script: status, streams, JSON. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class ContractTest {

  @TempDir private static Path folder;

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  private static RealScript script;
  private static Map<String, String> environment;

  @BeforeAll
  static void open() throws Exception {
    script = RealScript.in(Files.createDirectory(folder.resolve("checkout")));
    environment = new HashMap<>(stage.environment());
    environment.put("AWS_ACCESS_KEY_ID", "k");
    environment.put("AWS_SECRET_ACCESS_KEY", "s");
  }

  @Test
  void success_exits_with_0_and_one_json_object_on_standard_output() throws Exception {
    Execution produced = script.run(environment, "produce", "--at", "-3h", "--json");
    Execution status = script.run(environment, "status", "--json");

    assertThat(produced.status()).as(produced.err()).isZero();
    assertThat(new JsonMapper().readTree(produced.out()).path("fresh").asBoolean()).isTrue();
    assertThat(status.status()).isZero();
    assertThat(status.out()).hasLineCount(1);
    assertThat(new JsonMapper().readTree(status.out()).path("types")).hasSize(2);
  }

  @Test
  void failure_exits_with_1_and_one_line_on_standard_error() throws Exception {
    Execution run = script.run(environment, "cancel", "4711", "--yes");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo(
            "millrace: there is no run 4711; ./millrace status lists the runs that have not"
                + " ended\n");
  }

  @Test
  void invalid_usage_and_settings_exit_with_2_and_a_line_for_each() throws Exception {
    Execution usage = script.run(environment, "backfill", "--from", "yesterday");
    Execution settings = script.run(Map.of(), "sweep");

    assertThat(usage.status()).isEqualTo(2);
    assertThat(usage.err()).hasLineCount(1).contains("'yesterday' is not a valid time");
    assertThat(settings.status()).isEqualTo(2);
    assertThat(settings.err().lines()).hasSize(6).allMatch(line -> line.contains(" is missing: "));
  }

  @Test
  void a_worker_takes_its_settings_as_options_too() throws Exception {
    Execution wrong = script.run(environment, "worker", "--import-permits=none");
    Execution unknown = script.run(environment, "worker", "--colour", "blue");

    assertThat(List.of(wrong.status(), unknown.status())).containsOnly(2);
    assertThat(wrong.err()).contains("MILLRACE_IMPORT_PERMITS must be a whole number from 1 to ");
    assertThat(unknown.err())
        .isEqualTo(
            "unknown option --colour; the worker's options are the settings listed by --help\n");
  }

  @Test
  void the_completion_is_a_script_that_bash_understands() throws Exception {
    Execution run = script.run(environment, "completion");
    Path file = Files.writeString(folder.resolve("completion.sh"), run.out());
    Process bash = new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();

    assertThat(run.status()).isZero();
    assertThat(bash.waitFor()).isZero();
    assertThat(run.out()).contains("_picocli_millrace_backfill", "--dry-run");
  }

  @Test
  void a_local_stack_stays_up_ticks_and_ends_in_order_when_it_is_interrupted() throws Exception {
    Process process =
        script.start(
            Map.of(),
            List.of(script.path().toString(), "up", "--tick=2", "--sweep=1", "--workers=1"));
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      List<String> said = new ArrayList<>();
      String line = err.readLine();
      while (line != null && !line.contains(" tick: ")) {
        said.add(line);
        line = err.readLine();
      }
      assertThat(line).as("it ticks: %s", said).isNotNull();
      // SIGTERM, since processes of a background build ignore SIGINT.
      process.toHandle().destroy();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
    } finally {
      process.toHandle().destroyForcibly(); // unlike the process, closes no stream
    }
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("export MILLRACE_DB_URL='jdbc:mysql://");
  }
}
