package dev.millrace.cli.stack;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A folder with a log per worker process: deleted at close when all went well, else kept and named.
 * Not thread-safe.
 */
public final class WorkerLogs implements AutoCloseable {

  private static final String PREFIX = "millrace-workers-";
  private static final Duration KEPT = Duration.ofDays(1);

  private final Path folder;
  private final PrintWriter err;
  private int files;
  private boolean wanted = true;

  private WorkerLogs(Path folder, PrintWriter err) {
    this.folder = folder;
    this.err = err;
  }

  /**
   * Makes the folder, among the system's temporary ones, and deletes those that have not been
   * written to for a day.
   */
  public static WorkerLogs create(PrintWriter err) throws IOException {
    Path folder = Files.createTempDirectory(PREFIX);
    deleteOld(folder.resolveSibling(""), Instant.now().minus(KEPT));
    return new WorkerLogs(folder, err);
  }

  public static void deleteOld(Path parent, Instant before) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        try {
          if (newest(folder).isBefore(before)) {
            delete(folder);
          }
        } catch (IOException _) {
          // another user's, or deleted by another command at the same moment
        }
      }
    }
  }

  private static Instant newest(Path folder) throws IOException {
    Instant newest = Files.getLastModifiedTime(folder).toInstant();
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder)) {
      for (Path log : logs) {
        Instant written = Files.getLastModifiedTime(log).toInstant();
        newest = written.isAfter(newest) ? written : newest;
      }
    }
    return newest;
  }

  Path folder() {
    return folder;
  }

  /** The log of one more process. */
  File next() {
    files++;
    return folder.resolve("worker-" + files + ".log").toFile();
  }

  /** All went well, so nobody will read them. */
  public void discard() {
    wanted = false;
  }

  @Override
  public void close() {
    if (wanted) {
      err.println("the workers' logs are in " + folder);
      return;
    }
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder)) {
      for (Path log : logs) {
        Files.delete(log);
      }
    }
    Files.delete(folder);
  }
}
