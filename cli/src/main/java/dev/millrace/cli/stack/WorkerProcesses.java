package dev.millrace.cli.stack;

import dev.millrace.local.process.GuardedProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Workers as separate processes, with only the production class path. A worker that exits is
 * replaced, as ECS would do. They end with this process. Not thread-safe.
 */
public final class WorkerProcesses implements AutoCloseable {

  /** A system property: other options for the workers' JVMs, which then get more time to stop. */
  private static final String OPTIONS = "millrace.worker.options";

  private static final String FAST_START =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m -Duser.language=en";

  /** With other options a worker may write a cache when it stops, which takes a while. */
  private static final Duration STOP =
      System.getProperty(OPTIONS) == null ? Duration.ofSeconds(20) : Duration.ofMinutes(10);

  private final Map<String, String> environment;
  private final WorkerLogs logs;
  private final List<Process> processes = new ArrayList<>();
  private int replaced;

  /**
   * Starts the processes.
   *
   * @param environment their settings, which replace those of this process
   */
  public WorkerProcesses(int count, Map<String, String> environment, WorkerLogs logs) {
    this.environment = Map.copyOf(environment);
    this.logs = logs;
    for (int i = 0; i < count; i++) {
      processes.add(start());
    }
  }

  private Process start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty(OPTIONS, FAST_START).split(" ")));
    command.addAll(List.of("-cp", classPath(), "dev.millrace.worker.WorkerMain"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(WorkerProcesses::pointsElsewhere);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(logs.next());
    return GuardedProcess.start(builder);
  }

  /** Settings of Millrace and the AWS SDK, and proxies, which the SDK would use. */
  private static boolean pointsElsewhere(String variable) {
    return variable.startsWith("MILLRACE_")
        || variable.startsWith("AWS_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  private static String classPath() {
    String classPath = System.getProperty("millrace.worker.classpath");
    if (classPath == null) {
      throw new IllegalStateException(
          "the worker's class path is unknown; run this command with the millrace script");
    }
    return classPath;
  }

  /**
   * Replaces the workers that have exited.
   *
   * @throws IllegalStateException when workers keep exiting, so that replacing does not help
   */
  public void tend() {
    for (int i = 0; i < processes.size(); i++) {
      Process process = processes.get(i);
      if (!process.isAlive()) {
        replaced++;
        if (replaced > 10 + processes.size()) {
          throw new IllegalStateException(
              "workers keep exiting, the last one with status %d; see their logs"
                  .formatted(process.exitValue()));
        }
        processes.set(i, start());
      }
    }
  }

  /** The number of workers that exited unexpectedly and were replaced. */
  public int replaced() {
    return replaced;
  }

  public List<Long> pids() {
    return processes.stream().map(Process::pid).toList();
  }

  /** Asks all workers to stop and waits for them, about as long as a receive waits. */
  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }
}
