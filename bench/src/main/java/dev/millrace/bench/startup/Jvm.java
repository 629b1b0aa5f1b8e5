package dev.millrace.bench.startup;

import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A JVM with the options of the image, in as much memory as the deployment gives a program. */
final class Jvm implements AutoCloseable {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:MaxRAM=2g",
          "-XX:MaxRAMPercentage=70");

  private static final int PAUSE_MILLIS = 2;
  private static final int DEADLINE_SECONDS = 120;

  /** The exit status of a JVM that was ended by a signal. */
  private static final int TERMINATED = 143;

  private final Process process;
  private final Path log;
  private final long begun;

  private Jvm(Process process, Path log, long begun) {
    this.process = process;
    this.log = log;
    this.begun = begun;
  }

  /**
   * Starts a program.
   *
   * @param log receives its output
   * @param input its complete standard input
   */
  static Jvm start(List<String> arguments, Map<String, String> environment, Path log, String input)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(Jvm::pointsElsewhere);
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = GuardedProcess.start(builder);
    try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
      writer.write(input);
    }
    return new Jvm(process, log, begun);
  }

  private static boolean pointsElsewhere(String variable) {
    return variable.startsWith("MILLRACE_")
        || variable.startsWith("AWS_")
        || variable.toLowerCase(Locale.ROOT).endsWith("_proxy");
  }

  /** Waits until the condition holds, and returns the process's resource use so far. */
  Started until(BooleanSupplier condition) throws IOException, InterruptedException {
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() - begun > DEADLINE_SECONDS * 1e9) {
        throw new IOException("a program makes no progress; its output: " + said());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return new Started((System.nanoTime() - begun) / 1e6, peak());
  }

  String said() throws IOException {
    return Files.readString(log);
  }

  private double peak() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /** Requests it to end and waits for that. */
  void stop() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)
        || (process.exitValue() != 0 && process.exitValue() != TERMINATED)) {
      throw new IOException("a program failed; its output: " + said());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
