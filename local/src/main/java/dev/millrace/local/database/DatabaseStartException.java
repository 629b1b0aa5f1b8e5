package dev.millrace.local.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The database server did not start; the message ends with the last lines of its log. */
public final class DatabaseStartException extends RuntimeException {
  private static final int LINES = 15;

  private final boolean portTaken;

  DatabaseStartException(Path log, boolean dead, Exception cause) {
    this(log, dead, lastLines(log), cause);
  }

  private DatabaseStartException(Path log, boolean dead, String lines, Exception cause) {
    super(
        "the database "
            + (dead ? "exited during startup" : "does not answer")
            + ", see "
            + log
            + ":\n"
            + lines,
        cause);
    portTaken = dead && lines.contains("Can't start server: Bind on TCP/IP port");
  }

  boolean portTaken() {
    return portTaken;
  }

  private static String lastLines(Path log) {
    try {
      // The log stays small even after months: one start writes 20 lines.
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
