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
import java.time.InstantSource;

/**
 * A folder with a log per worker process: deleted on success, otherwise kept and named at close.
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
   * Creates the folder in the system's temporary folder, and deletes earlier ones that have not
   * been written to for a day.
   */
  public static WorkerLogs create(PrintWriter err) throws IOException {
    Path folder = Files.createTempDirectory(PREFIX);
    deleteOld(folder.resolveSibling(""), InstantSource.system().instant().minus(KEPT));
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
          // belongs to another user, or was deleted by another command meanwhile
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

  /** The log of the next process. */
  File next() {
    files++;
    return folder.resolve("worker-" + files + ".log").toFile();
  }

  /** Deletes the logs at close, since there was no failure. */
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
