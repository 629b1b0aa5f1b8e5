package dev.millrace.cli.demo;

import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A demo in its own JVM, started as by the script, but with the class path of the tests. */
public final class DemoProcess implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern SLICES = Pattern.compile("([\\d,]+)/[\\d,]+ slices");

  private final Process process;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Thread> readers;

  private DemoProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.ofVirtual().start(() -> read(process.getInputStream(), out)),
            Thread.ofVirtual().start(() -> read(process.getErrorStream(), err)));
  }

  /**
   * Starts it.
   *
   * @param temporary where its temporary files go
   * @param environment added to that of this process; without types in it, uses the shipped ones
   */
  public static DemoProcess start(
      Path temporary, Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.io.tmpdir=" + temporary,
                "-Dlogback.configurationFile=millrace-logback.xml",
                "-Dmillrace.columns=80",
                "-Dmillrace.worker.classpath=" + System.getProperty("java.class.path"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.millrace.cli.MillraceMain",
                "demo"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MILLRACE_TYPES", ShippedTypes.folder().toString());
    builder.environment().putAll(environment);
    try {
      return new DemoProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(InputStream stream, StringWriter into) {
    byte[] buffer = new byte[4096];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        into.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      into.append(e.toString());
    }
  }

  /** Waits until this number of slices has ended; fails if the demo ends first. */
  public void awaitSlices(int count) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (slices() < count) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("the demo did not come to %d slices: %s".formatted(count, err));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private int slices() {
    return SLICES
        .matcher(err.toString())
        .results()
        .map(MatchResult::group)
        .reduce((_, last) -> last)
        .map(shown -> Integer.parseInt(shown.replaceAll("/.*|,", "")))
        .orElse(0);
  }

  /** Waits for this number of worker processes; a killed one still exists for a moment. */
  public List<ProcessHandle> awaitWorkers(int count) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    List<ProcessHandle> workers = workers();
    while (workers.size() != count) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("not %d workers but %s: %s".formatted(count, workers, err));
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
      workers = workers();
    }
    return workers;
  }

  /** The current worker processes. */
  public List<ProcessHandle> workers() {
    return descendants().stream()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .toList();
  }

  /** All current processes that the demo has started. */
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Waits for the end. */
  public Execution await() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the demo does not end: " + err);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return new Execution(process.exitValue(), out.toString(), err.toString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
