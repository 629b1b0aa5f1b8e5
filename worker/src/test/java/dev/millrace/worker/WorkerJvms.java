package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.process.GuardedProcess;
import dev.millrace.settings.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Workers in JVMs of their own, with the same environment; killed in the end. */
final class WorkerJvms implements AutoCloseable {

  private final Map<String, String> environment = new HashMap<>();
  private final List<Process> started = new ArrayList<>();

  /** All that must be said; the three queues are the same. */
  void settings(String source, String key, String queue) {
    set(Setting.SOURCE_URL, source);
    set(Setting.SOURCE_KEY, key);
    set(Setting.DB_URL, "jdbc:mysql://127.0.0.1:1/nowhere");
    set(Setting.DB_USER, "nobody");
    set(Setting.DB_PASSWORD, "nothing");
    set(Setting.IMPORT_QUEUE, queue);
    set(Setting.BACKFILL_QUEUE, queue);
    set(Setting.AGGREGATE_QUEUE, queue);
    set(Setting.POLL_SECONDS, "1");
    put("AWS_ENDPOINT_URL", TestQueues.endpoint());
    put("AWS_REGION", TestQueues.region());
    put("AWS_ACCESS_KEY_ID", "local");
    put("AWS_SECRET_ACCESS_KEY", "local");
  }

  void set(DatabaseSettings login) {
    set(Setting.DB_URL, login.url());
    set(Setting.DB_USER, login.user());
    set(Setting.DB_PASSWORD, login.password());
  }

  void set(Setting setting, String value) {
    put(setting.variable(), value);
  }

  void put(String variable, String value) {
    environment.put(variable, value);
  }

  /** Starts one more, which writes all its output there. */
  Process start(Path log, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(List.of(options));
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(MILLRACE|AWS|JAVA|JDK)_.*"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = GuardedProcess.start(builder);
    started.add(process);
    return process;
  }

  static int exitStatus(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("whether it ends").isTrue();
    return process.exitValue();
  }

  static List<String> output(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
