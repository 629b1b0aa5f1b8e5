package dev.millrace.text;

import java.util.Locale;

/** Lengths of time as readable text. */
public final class LengthText {

  private LengthText() {}

  /** The two largest units, such as {@code 2 h 5 min}. */
  public static String of(long seconds) {
    if (seconds < 0) {
      return "-" + of(-seconds);
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
}
