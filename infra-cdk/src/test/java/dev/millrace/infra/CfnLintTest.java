package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.infra.part.WorkerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates pass cfn-lint, where that command is installed. */
@NeedsNode
class CfnLintTest {

  private static final AtomicBoolean SAID = new AtomicBoolean();

  @TempDir private Path folder;

  @EachVariant
  void the_template_passes(Synthesised stack, WorkerKind workers)
      throws IOException, InterruptedException {
    passes(stack, workers.toString());
  }

  @Test
  void a_small_deployment_without_passwords_passes() throws IOException, InterruptedException {
    passes(
        Synthesised.of(Map.of("workers", "lambda", "idle", "pause", "databaseAuth", "iam")),
        "small");
  }

  private void passes(Synthesised stack, String name) throws IOException, InterruptedException {
    Path template = folder.resolve(name + ".template.json");
    new ObjectMapper().writeValue(template.toFile(), stack.template());

    String found = cfnLint(template);

    assertThat(found).isEmpty();
  }

  private static String cfnLint(Path template) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "cfn-lint",
            "--non-zero-exit-code",
            "none",
            "--format",
            "parseable",
            // CDK writes down dependencies that follow from references too.
            "--ignore-checks",
            "W3005",
            "--",
            template.toString());
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException _) {
      if (SAID.compareAndSet(false, true)) {
        System.out.println("SKIPPED: the check of the templates needs the command cfn-lint");
      }
      return abort("no cfn-lint");
    }
  }
}
