package dev.millrace.cli.terminal;

import java.time.Instant;
import java.util.Locale;

/** Times and durations as readable text. */
public final class TimeText {

  private TimeText() {}

  /** The two largest units, such as {@code 2 h 5 min}. */
  public static String length(long seconds) {
    if (seconds < 0) {
      return "-" + length(-seconds);
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return two(seconds, 60, "min", 1, "s");
    }
    if (seconds < 86_400) {
      return two(seconds, 3600, "h", 60, "min");
    }
    return two(seconds, 86_400, "d", 3600, "h");
  }

  private static String two(long seconds, long large, String name, long small, String smallName) {
    long rest = seconds % large / small;
    String text = String.format(Locale.ROOT, "%,d %s", seconds / large, name);
    return rest == 0 ? text : text + " " + rest + " " + smallName;
  }

  /** ISO 8601 in UTC. */
  public static String moment(long second) {
    return Instant.ofEpochSecond(second).toString();
  }
}
