package dev.millrace.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A child process that ends when this JVM ends, however it ends, {@code kill -9} included.
 *
 * <p>On Linux the kernel kills it ({@code setpriv --pdeathsig}); elsewhere a small shell alongside
 * it checks every second whether the JVM still runs. In both cases {@link Process#pid()} is the
 * command's own, so signals and the exit code go straight through. Processes that the command
 * starts are not guarded. Without a POSIX shell (Windows) there is no guard.
 */
public final class GuardedProcess {
  // The signal is requested after the fork; a JVM that died in between is detected by the changed
  // pid.
  private static final String KERNEL_GUARD =
      """
      [ "$PPID" = "$0" ] || exit 143
      exec "$@"
      """;

  // "$$" stays the pid of the outer shell in the background loop, and exec keeps it.
  private static final String SHELL_GUARD =
      """
      (
        while kill -0 "$0" && kill -0 $$; do sleep 1; done
        kill -0 $$ && kill -KILL $$
      ) >/dev/null 2>&1 </dev/null &
      exec "$@"
      """;

  private GuardedProcess() {}

  /**
   * The command with its guard around it. The kernel's guard also ends the child with the
   * <em>thread</em> that forks it, so start it with {@link #start}.
   */
  public static List<String> command(List<String> command) {
    if (windows()) {
      return List.copyOf(command);
    }
    return KernelGuard.PRESENT ? kernelGuarded(command) : shellGuarded(command);
  }

  /** Starts the builder's command under guard; its environment and redirects stay as they are. */
  public static Process start(ProcessBuilder builder) {
    String name = "guard of " + builder.command().getFirst();
    builder.command(command(builder.command()));
    CompletableFuture<Process> started = new CompletableFuture<>();
    // The parent in the kernel's eyes is the forking thread: this one lives as long as the child.
    Thread.ofPlatform().daemon().name(name).start(() -> forkAndStay(builder, started));
    try {
      return started.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException io ? new UncheckedIOException(io) : e;
    }
  }

  private static void forkAndStay(ProcessBuilder builder, CompletableFuture<Process> started) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
      return;
    }
    started.complete(process);
    process.onExit().join();
  }

  static List<String> kernelGuarded(List<String> command) {
    return joined(
        List.of("setpriv", "--pdeathsig", "KILL", "--", "sh", "-c", KERNEL_GUARD, pid()), command);
  }

  public static List<String> shellGuarded(List<String> command) {
    return joined(List.of("sh", "-c", SHELL_GUARD, pid()), command);
  }

  private static List<String> joined(List<String> guard, List<String> command) {
    List<String> all = new ArrayList<>(guard);
    all.addAll(command);
    return List.copyOf(all);
  }

  private static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private static boolean windows() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  /** Probed once, since a setpriv without this option (busybox) must not be used. */
  private static final class KernelGuard {
    static final boolean PRESENT = works();

    private static boolean works() {
      try {
        Process process =
            new ProcessBuilder("setpriv", "--pdeathsig", "KILL", "--", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
      } catch (IOException e) {
        return false; // setpriv is not installed
      }
    }
  }
}
