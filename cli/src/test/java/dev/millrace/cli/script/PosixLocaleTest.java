package dev.millrace.cli.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file name that is not ASCII, in an ASCII locale. */
class PosixLocaleTest {

  /** The shell writes the name, since this JVM may run in an ASCII locale itself. */
  private static final String RUN =
      """
      name=$(printf 'caf\\303\\251.ndjson')
      cp documents.ndjson "$name"
      exec "$@" types preview Thing "$name"
      """;

  @TempDir private Path folder;

  @Test
  void the_script_chooses_a_locale_that_has_it() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));

    Execution run = run(List.of(RealScript.in(home).path().toString()));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("hammer");
  }

  @Test
  void without_the_script_the_message_names_the_cause_and_the_variable() throws Exception {
    Execution run =
        run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.MillraceMain"));

    assertThat(run.status()).isNotZero();
    assertThat(run.err())
        .startsWith("millrace: the file name 'caf")
        .contains("is not ASCII, but the locale of this process is; set LC_ALL=C.UTF-8")
        .hasLineCount(1);
  }

  private Execution run(List<String> program) throws Exception {
    Path types = Files.createDirectory(folder.resolve("definitions"));
    Files.writeString(
        types.resolve("Thing.yaml"), "type: Thing\ncolumns: { name: { from: /data/name } }\n");
    Files.writeString(
        folder.resolve("documents.ndjson"),
        "{\"id\":\"a\",\"timestamp\":5,\"type\":\"Thing\",\"data\":{\"name\":\"hammer\"}}\n");
    List<String> command = new ArrayList<>(List.of("sh", "-c", RUN, "sh"));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("MILLRACE_.*|LC_.*|LANG"));
    builder
        .environment()
        .putAll(
            Map.of(
                "LC_ALL", "C",
                "JAVA_HOME", System.getProperty("java.home"),
                "MILLRACE_TYPES", types.toString()));
    Path err = folder.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Execution(process.waitFor(), out, Files.readString(err));
  }
}
