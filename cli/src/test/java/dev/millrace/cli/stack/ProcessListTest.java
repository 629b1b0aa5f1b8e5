package dev.millrace.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Any user of the machine sees the arguments of all processes, but not their environment. */
final class ProcessListTest {

  private static final String CLASS_PATH = "millrace.worker.classpath";

  @AfterEach
  void clear() {
    System.clearProperty(CLASS_PATH);
  }

  @Test
  void no_argument_of_a_started_process_is_a_secret() throws Exception {
    LocalDatabase server = LocalDatabase.shared();
    System.setProperty(CLASS_PATH, System.getProperty("java.class.path"));
    Map<String, String> settings =
        Map.of("MILLRACE_DB_PASSWORD", server.password(), "MILLRACE_SOURCE_KEY", "hush-hush");

    try (WorkerLogs logs = WorkerLogs.create(new PrintWriter(Writer.nullWriter()));
        WorkerProcesses workers = new WorkerProcesses(1, settings, logs)) {
      String started = arguments();

      assertThat(workers.pids()).hasSize(1);
      assertThat(started)
          .contains("dev.millrace.worker.WorkerMain", "--datadir=")
          .doesNotContain(server.password(), "hush-hush");
    }
  }

  private static String arguments() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessListTest::arguments)
        .collect(Collectors.joining("\n"));
  }

  /** The JDK cuts long ones off. */
  private static String arguments(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid())));
    } catch (IOException _) {
      return process.info().commandLine().orElse("");
    }
  }
}
