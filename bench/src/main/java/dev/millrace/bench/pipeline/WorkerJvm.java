package dev.millrace.bench.pipeline;

import dev.millrace.bench.process.Checkout;
import dev.millrace.local.process.GuardedProcess;
import dev.millrace.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker with the class path of production. */
final class WorkerJvm implements AutoCloseable {

  private static final String READY = " is ready";
  private static final int PAUSE_MILLIS = 20;
  private static final long LONGEST_START_SECONDS = 60;

  private final Process process;
  private final Path log;

  private WorkerJvm(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a worker.
   *
   * @param options of the JVM
   * @param settings its only settings
   * @param log receives its output
   */
  static WorkerJvm start(List<String> options, Map<String, String> settings, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), WorkerMain.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(WorkerJvm::pointsElsewhere);
    builder.environment().putAll(settings);
    return new WorkerJvm(GuardedProcess.start(builder), log);
  }

  private static boolean pointsElsewhere(String variable) {
    return variable.startsWith("MILLRACE_")
        || variable.startsWith("AWS_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  private static String classPath() {
    Path target = Checkout.worker();
    try {
      return target.resolve("classes")
          + File.pathSeparator
          + Files.readString(target.resolve("classpath")).strip();
    } catch (IOException e) {
      throw new IllegalStateException(
          "there is no %s; package the worker first".formatted(target.resolve("classpath")), e);
    }
  }

  /**
   * Waits until it receives.
   *
   * @throws IllegalStateException when it exits or takes too long
   */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
    while (!ready()) {
      if (System.nanoTime() - deadline > 0
          || process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("a worker did not start; see " + log);
      }
    }
  }

  private boolean ready() {
    try {
      return Files.readString(log).contains(READY);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + log, e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Kills it: its schema and queues are not used again. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
