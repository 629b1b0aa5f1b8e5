package dev.millrace.cli.terminal;

import dev.millrace.text.LengthText;
import java.time.Instant;

/** Times and durations as readable text. */
public final class TimeText {

  private TimeText() {}

  /** The two largest units, such as {@code 2 h 5 min}. */
  public static String length(long seconds) {
    return LengthText.of(seconds);
  }

  /** ISO 8601 in UTC. */
  public static String moment(long second) {
    return Instant.ofEpochSecond(second).toString();
  }
}
