package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder with a log per worker process: deleted at close when all went well, else kept and named.
 * Not thread-safe.
 */
final class WorkerLogs implements AutoCloseable {

  private final Path folder;
  private final PrintWriter err;
  private int files;
  private boolean wanted = true;

  private WorkerLogs(Path folder, PrintWriter err) {
    this.folder = folder;
    this.err = err;
  }

  /** Makes the folder, among the system's temporary ones. */
  static WorkerLogs create(PrintWriter err) throws IOException {
    return new WorkerLogs(Files.createTempDirectory("millrace-workers-"), err);
  }

  /** The log of one more process. */
  File next() {
    files++;
    return folder.resolve("worker-" + files + ".log").toFile();
  }

  /** All went well, so nobody will read them. */
  void discard() {
    wanted = false;
  }

  @Override
  public void close() {
    if (wanted) {
      err.println("the workers' logs are in " + folder);
      return;
    }
    try (Stream<Path> logs = Files.list(folder)) {
      for (Path log : logs.toList()) {
        Files.delete(log);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
