package dev.millrace.bench.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processor time of processes, from {@code /proc}. */
final class ProcessorTime {

  /** The unit of {@code /proc/PID/stat} on every Linux of today. */
  private static final double TICKS_PER_SECOND = 100;

  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcessorTime() {}

  /** In seconds, all threads and both modes; NaN on systems without {@code /proc}. */
  static double of(List<Long> pids) {
    return pids.stream().mapToDouble(ProcessorTime::of).sum();
  }

  private static double of(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    if (!Files.isReadable(stat)) {
      return Double.NaN;
    }
    try {
      String text = Files.readString(stat);
      // The name of the program, in parentheses, may contain spaces.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
