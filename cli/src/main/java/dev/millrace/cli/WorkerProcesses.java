package dev.millrace.cli;

import dev.millrace.local.GuardedProcess;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Workers as processes of their own, with the production class path only. One that ends is
 * replaced, as ECS would do. They end with this process. Not thread-safe.
 */
final class WorkerProcesses implements AutoCloseable {

  private static final Duration STOP = Duration.ofSeconds(20);

  private final Map<String, String> environment;
  private final Path logs;
  private final List<Process> processes = new ArrayList<>();
  private int started;
  private int replaced;

  WorkerProcesses(int count, Map<String, String> environment, Path logs) {
    this.environment = Map.copyOf(environment);
    this.logs = logs;
    for (int i = 0; i < count; i++) {
      processes.add(start());
    }
  }

  private Process start() {
    started++;
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            classPath(),
            "dev.millrace.worker.WorkerMain");
    builder.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    builder.environment().putAll(environment);
    File log = logs.resolve("worker-" + started + ".log").toFile();
    builder.redirectErrorStream(true).redirectOutput(log);
    return GuardedProcess.start(builder);
  }

  private static String classPath() {
    String classPath = System.getProperty("millrace.worker.classpath");
    if (classPath == null) {
      throw new IllegalStateException(
          "the class path of the worker is not known; start with the millrace script");
    }
    return classPath;
  }

  /**
   * Replaces what has ended.
   *
   * @throws IllegalStateException when workers keep ending, so that replacing does not help
   */
  void tend() {
    for (int i = 0; i < processes.size(); i++) {
      Process process = processes.get(i);
      if (!process.isAlive()) {
        replaced++;
        if (replaced > 10 + processes.size()) {
          throw new IllegalStateException(
              "workers keep ending, the last one with status %d; see the logs in %s"
                  .formatted(process.exitValue(), logs));
        }
        processes.set(i, start());
      }
    }
  }

  /** How many ended before their time and were replaced. */
  int replaced() {
    return replaced;
  }

  List<Long> pids() {
    return processes.stream().map(Process::pid).toList();
  }

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
