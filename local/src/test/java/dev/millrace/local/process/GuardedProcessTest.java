package dev.millrace.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GuardedProcessTest {
  private static final List<String> EXIT_SEVEN =
      List.of("sh", "-c", "echo \"$1\"; exit 7", "x", "a b");
  static final List<List<String>> GUARDED =
      List.of(GuardedProcess.command(EXIT_SEVEN), GuardedProcess.shellGuarded(EXIT_SEVEN));

  @ParameterizedTest
  @FieldSource("GUARDED")
  void the_guard_is_transparent_for_arguments_output_and_exit_code(List<String> command)
      throws Exception {
    Process process = new ProcessBuilder(command).start();

    assertThat(process.waitFor()).isEqualTo(7);
    assertThat(process.getInputStream().readAllBytes())
        .isEqualTo("a b\n".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void without_the_guards_own_thread_the_kernel_ends_the_child_too_early() throws Exception {
    assumeThat(GuardedProcess.command(List.of("true"))).first().isEqualTo("setpriv");
    List<String> command =
        GuardedProcess.kernelGuarded(List.of("sh", "-c", "echo up; exec sleep 600"));
    CompletableFuture<Process> started = new CompletableFuture<>();
    Thread thread = Thread.ofPlatform().start(() -> forkAndEnd(command, started));

    thread.join();

    assertThat(started.join().waitFor()).isEqualTo(128 + 9);
  }

  private static void forkAndEnd(List<String> command, CompletableFuture<Process> started) {
    try {
      Process process = new ProcessBuilder(command).start();
      // The guard is in place as soon as the command itself prints.
      process.inputReader(StandardCharsets.UTF_8).readLine();
      started.complete(process);
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  @Test
  void the_child_outlives_the_thread_that_asked_for_it() throws Exception {
    Process[] started = new Process[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> started[0] = GuardedProcess.start(new ProcessBuilder("sleep", "600")));
    thread.join();

    boolean ended = started[0].waitFor(500, TimeUnit.MILLISECONDS);

    assertThat(ended).isFalse();
    started[0].destroy();
    assertThat(started[0].waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void a_missing_program_is_named() throws Exception {
    Process process = GuardedProcess.start(new ProcessBuilder("no-such-program-here"));

    assertThat(process.waitFor()).isEqualTo(127);
  }

  @Test
  void a_start_that_fails_is_reported_to_the_caller() {
    ProcessBuilder builder =
        new ProcessBuilder("true").directory(Path.of("/no/such/folder").toFile());

    assertThatThrownBy(() -> GuardedProcess.start(builder))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/no/such/folder");
  }
}
