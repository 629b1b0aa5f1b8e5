package dev.millrace.cli.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.cli.Checkout;
import dev.millrace.cli.Execution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptBuildTest {

  @TempDir private Path folder;
  private Checkout checkout;

  @BeforeEach
  void check_out() throws IOException {
    checkout = Checkout.in(folder.resolve("a checkout"));
  }

  @Test
  void a_build_names_each_module_as_soon_as_it_is_built() throws Exception {
    checkout.duringTheBuild(
        "mkdir -p worker/target cli/target; touch worker/target/worker-1.jar cli/target/cli-1.jar");

    Execution run = checkout.run("demo");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err().lines().toList())
        .startsWith("building, which takes a minute or two the first time …")
        .containsOnlyOnce("  built worker", "  built cli");
  }

  @Test
  void it_builds_once_and_not_again() throws Exception {
    Execution first = checkout.run("demo");
    Execution second = checkout.run("demo");

    assertThat(first.err()).startsWith("building");
    assertThat(second.err()).isEmpty();
    assertThat(checkout.builds()).isEqualTo(1);
  }

  @Test
  void a_newer_source_is_built() throws Exception {
    checkout.run("demo");
    Files.setLastModifiedTime(checkout.source(), FileTime.from(Instant.now().plusSeconds(60)));

    checkout.run("demo");

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void a_source_that_is_gone_is_built_away() throws Exception {
    checkout.run("demo");
    Files.delete(checkout.source());

    checkout.run("demo");

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void what_is_edited_during_the_build_is_built_the_next_time() throws Exception {
    checkout.duringTheBuild("sleep 0.1; touch cli/src/main/Source.java");
    checkout.run("demo");
    checkout.duringTheBuild(":");

    checkout.run("demo");
    checkout.run("demo");

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void a_checkout_that_was_moved_is_built_again() throws Exception {
    checkout.run("demo");
    Checkout moved = checkout.movedTo(folder.resolve("elsewhere"));

    Execution run = moved.run("demo");

    assertThat(moved.builds()).isEqualTo(2);
    assertThat(run.lines()).contains("MILLRACE_TYPES=" + moved.path("types"));
  }

  @Test
  void two_at_once_build_once() throws Exception {
    assumeThat(Path.of("/usr/bin/flock")).exists();
    checkout.duringTheBuild("sleep 0.5");

    CompletableFuture<Execution> first = checkout.start("demo");
    CompletableFuture<Execution> second = checkout.start("demo");

    assertThat(first.get().status()).isZero();
    assertThat(second.get().status()).isZero();
    assertThat(checkout.builds()).isEqualTo(1);
    assertThat(first.get().err() + second.get().err()).contains("waiting for another build");
  }

  @Test
  void a_build_that_fails_shows_why_and_runs_nothing() throws Exception {
    checkout.duringTheBuild("echo 'Source.java:1: no'; exit 1");

    Execution run = checkout.run("demo");
    Execution again = checkout.run("demo");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("Source.java:1: no")
        .endsWith("millrace: the build failed, see " + checkout.path("target/build.log") + "\n");
    assertThat(again.status()).isEqualTo(1);
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void a_half_built_module_is_built_from_nothing() throws Exception {
    Path half = checkout.path("cli/target/classes/Half.class");
    checkout.duringTheBuild("mkdir -p cli/target/classes; echo > '" + half + "'; kill -9 $PPID $$");
    checkout.run("demo");
    assertThat(half).exists();
    checkout.duringTheBuild(":");

    Execution run = checkout.run("demo");

    assertThat(run.status()).isZero();
    assertThat(half).doesNotExist();
    assertThat(checkout.builds()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "a whole jar that is newer than the classes,  echo whole >$j,                         true",
    "no jar,                                      :,                                      false",
    "half a jar,                                  echo ha >$j,                            false",
    "a jar that is older than a class,            echo whole >$j; sleep 0.1; echo >$c/B,  false",
  })
  void of_a_build_that_was_broken_off_a_module_stays_with(String what, String build, boolean stays)
      throws Exception {
    Path kept = checkout.path("worker/target/classes/A.class");
    checkout.duringTheBuild(
        "c=worker/target/classes; j=worker/target/worker-0.1.jar; mkdir -p $c; echo >$c/A.class;"
            + " sleep 0.1; %s; kill -9 $PPID $$".formatted(build));
    checkout.run("demo");
    assertThat(kept).as(what).exists();
    checkout.duringTheBuild(":");

    checkout.run("demo");

    assertThat(Files.exists(kept)).as(what).isEqualTo(stays);
  }

  /** Its classes were compiled against what an earlier module was before. */
  @Test
  void a_module_after_one_that_was_built_again_is_built_from_nothing() throws Exception {
    Path stale = checkout.path("cli/target/classes/Stale.class");
    Files.createDirectories(stale.getParent());
    Files.createFile(stale);
    Files.writeString(checkout.path("cli/target/cli-0.1.jar"), "whole");
    checkout.duringTheBuild(
        "sleep 0.1; mkdir -p worker/target/classes; echo whole >worker/target/worker-0.1.jar;"
            + " kill -9 $PPID $$");
    checkout.run("demo");
    checkout.duringTheBuild(":");

    checkout.run("demo");

    assertThat(stale).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP", "KILL"})
  void a_build_ends_with_the_script_at_the_signal(String signal) throws Exception {
    checkout.duringTheBuild("echo $$ >pid; sleep 60 & echo $! >>pid; wait");
    Process script = checkout.process("demo");
    Path pids = checkout.path("pid");
    await(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);

    new ProcessBuilder("kill", "-" + signal, Long.toString(script.pid())).start().waitFor();

    assertThat(script.waitFor()).isNotZero();
    for (String pid : Files.readAllLines(pids)) {
      await(() -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
    assertThat(checkout.path("cli/target/built")).doesNotExist();
    checkout.duringTheBuild(":");
    assertThat(checkout.run("demo").status()).isZero();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("whether it comes in 20 s").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
