package dev.millrace.operator.status;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How much time one count covers. */
public enum CountStep {
  FIVE_MINUTES("5min", 300),
  HOUR("hour", 3600),
  DAY("day", 86_400);

  /** Maximum number of steps of a window that chooses this step by itself. */
  private static final int READABLE = 300;

  private final String text;
  private final long seconds;

  CountStep(String text, long seconds) {
    this.text = text;
    this.seconds = seconds;
  }

  /** Its spelling in options and JSON. */
  public String text() {
    return text;
  }

  public long seconds() {
    return seconds;
  }

  /** The step of that spelling. */
  public static Optional<CountStep> parse(String text) {
    return Arrays.stream(values()).filter(step -> step.text.equals(text)).findFirst();
  }

  /** All spellings, separated by commas. */
  public static String all() {
    return Arrays.stream(values()).map(CountStep::text).collect(Collectors.joining(", "));
  }

  /** The shortest step that shows the window in at most 300 parts, else a day. */
  static CountStep of(long windowSeconds) {
    return Arrays.stream(values())
        .filter(step -> windowSeconds <= step.seconds * READABLE)
        .findFirst()
        .orElse(DAY);
  }
}
