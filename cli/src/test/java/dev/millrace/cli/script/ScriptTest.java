package dev.millrace.cli.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Checkout;
import dev.millrace.cli.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real script in a checkout whose build and JDK are stand-ins that say how they are called. */
class ScriptTest {

  @TempDir private Path folder;
  private Checkout checkout;

  @BeforeEach
  void check_out() throws IOException {
    checkout = Checkout.in(folder.resolve("a checkout"));
  }

  @Test
  void the_arguments_reach_the_command_as_they_were_given() throws Exception {
    Execution run = checkout.run("demo", "--documents", "my file.gz", "", "*");

    assertThat(run.status()).isZero();
    assertThat(run.lines())
        .containsSubsequence(
            "dev.millrace.cli.MillraceMain", "demo", "--documents", "my file.gz", "", "*");
  }

  @Test
  void the_class_paths_of_the_command_and_of_its_workers_are_apart() throws Exception {
    Execution run = checkout.run("demo");

    assertThat(run.lines())
        .containsSubsequence(
            "-Dmillrace.worker.classpath=" + checkout.path("worker/target/classes") + ":of worker",
            "-cp",
            checkout.path("cli/target/classes") + ":of cli");
  }

  @Test
  void up_trains_a_cache_of_classes_and_other_commands_use_it_until_the_next_build()
      throws Exception {
    Execution before = checkout.run("status");
    Execution up = checkout.run("up");
    String option =
        up.lines().stream()
            .filter(l -> l.startsWith("-Dmillrace.cache=/"))
            .findFirst()
            .orElseThrow();
    Path cache = Path.of(option.replace("-Dmillrace.cache=", ""));
    Execution training = checkout.with("TRAINS_CACHE_OF_MILLRACE", cache + ".partial").run();
    Files.createFile(cache);
    Path recent = Files.createFile(Path.of(cache.toString().replace(".aot", ".jar")));
    Execution after = checkout.run("status");
    Execution upAgain = checkout.run("up");
    Files.setLastModifiedTime(checkout.path("cli/target/built"), later(cache));
    Execution rebuilt = checkout.run("status");

    assertThat(before.lines()).contains("-Dmillrace.cache=").noneMatch(l -> l.contains("AOTCache"));
    assertThat(up.lines()).contains("-Dmillrace.script=" + checkout.path("millrace"));
    assertThat(training.lines())
        .contains("-XX:AOTCacheOutput=" + cache + ".partial", "dev.millrace.cli.Training");
    assertThat(after.lines())
        .contains("-XX:AOTCache=" + cache)
        .anyMatch(line -> line.startsWith(recent + ":"));
    assertThat(rebuilt.lines()).noneMatch(line -> line.contains(recent.toString()));
    assertThat(List.of(training, after))
        .as("a JVM refuses both")
        .noneMatch(run -> run.lines().contains("-Xshare:auto"));
    assertThat(upAgain.lines()).contains("-XX:AOTCache=" + cache, "-Dmillrace.cache=");
    assertThat(rebuilt.lines()).noneMatch(l -> l.contains("AOTCache"));
  }

  private static FileTime later(Path file) throws IOException {
    return FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(2));
  }

  @Test
  void a_jar_of_the_command_comes_before_its_folder_of_classes() throws Exception {
    checkout.run("demo");
    Files.createFile(checkout.path("cli/target/cli-1.jar"));

    assertThat(checkout.run("demo").lines())
        .containsSubsequence("-cp", checkout.path("cli/target/cli-1.jar") + ":of cli");
  }

  @Test
  void the_worker_runs_without_what_only_the_command_needs() throws Exception {
    Execution run = checkout.run("worker");

    assertThat(run.lines())
        .containsSubsequence(
            "-cp",
            checkout.path("worker/target/classes") + ":of worker",
            "dev.millrace.worker.WorkerMain")
        .noneMatch(line -> line.contains("of cli"));
  }

  @Test
  void help_about_the_worker_comes_from_the_command() throws Exception {
    Execution run = checkout.run("worker", "--help");

    assertThat(run.lines()).endsWith("dev.millrace.cli.MillraceMain", "worker", "--help");
  }

  @Test
  void the_types_are_those_of_the_checkout_unless_something_else_is_said() throws Exception {
    Execution own = checkout.run("demo");
    Execution other = checkout.with("MILLRACE_TYPES", "my/types").run("demo");

    assertThat(own.lines()).contains("MILLRACE_TYPES=" + checkout.path("types"));
    assertThat(other.lines()).contains("MILLRACE_TYPES=my/types");
  }

  @Test
  void options_for_the_jvm_come_before_the_main_class() throws Exception {
    Execution run = checkout.with("MILLRACE_JAVA_OPTIONS", "-Xmx2g -Dx=y").run("demo");

    assertThat(run.lines()).containsSubsequence("-Xmx2g", "-Dx=y", "dev.millrace.cli.MillraceMain");
  }

  @Test
  void it_finds_its_checkout_through_symbolic_links() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a checkout/millrace"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path linked = Files.createSymbolicLink(bin.resolve("millrace"), link);

    Execution run = checkout.run(linked, "demo");

    assertThat(run.lines()).contains("MILLRACE_TYPES=" + checkout.path("types"));
  }

  @Test
  void an_older_jdk_is_passed_over() throws Exception {
    Path old = checkout.jdk("jdk 17", "17.0.15");

    Execution run =
        checkout
            .with("JAVA_HOME", old.toString())
            .with("PATH", checkout.jdk() + "/bin:/usr/bin:/bin")
            .run("demo");

    assertThat(run.lines()).contains("JAVA_HOME=" + checkout.jdk());
  }

  @Test
  void without_any_jdk_25_it_says_so_in_one_line() throws Exception {
    Path script = checkout.path("millrace");
    Files.writeString(script, Files.readString(script).replace("/usr/lib/jvm", "/nowhere"));

    Execution run =
        checkout.with("JAVA_HOME", checkout.jdk("jdk 17", "17.0.15").toString()).run("demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "millrace: needs a JDK 25 or later and found none; install one or set JAVA_HOME to"
                + " it\n");
    assertThat(checkout.builds()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "LANG,     '',          C.UTF-8",
    "LANG,     C,           C.UTF-8",
    "LC_CTYPE, POSIX,       C.UTF-8",
    "LC_ALL,   C,           C.UTF-8",
    "LANG,     xx_XX.UTF-8, C.UTF-8",
    "LC_ALL,   xx_XX.utf8,  C.UTF-8",
    "LANG,     C.UTF-8,     ''",
    "LC_ALL,   C.utf8,      C.utf8",
  })
  void a_posix_locale_becomes_one_that_has_all_file_names(
      String variable, String value, String locale) throws Exception {
    Execution run = checkout.with(variable, value).run("demo");

    assertThat(run.lines()).contains("LC_ALL=" + locale);
  }
}
