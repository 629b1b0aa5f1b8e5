package dev.millrace.bench.work;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The work that one message requests.
 *
 * @param number from 0 on, without gaps in one run
 * @param workMillis how long the handler waits, as for a database
 * @param sentMicros when it was sent, in microseconds since 1970
 */
public record Task(int number, int workMillis, long sentMicros) {

  /** A task with at least this work is the slow one, whose wait may be cut. */
  static final int SLOW_MILLIS = 1000;

  /** About the length of a slice message. */
  private static final int LENGTH = 100;

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  public String body() {
    String fields = number + " " + workMillis + " " + sentMicros + " ";
    return fields + ".".repeat(LENGTH - fields.length());
  }

  static Task of(String body) {
    int first = body.indexOf(' ');
    int second = body.indexOf(' ', first + 1);
    int third = body.indexOf(' ', second + 1);
    return new Task(
        Integer.parseInt(body, 0, first, 10),
        Integer.parseInt(body, first + 1, second, 10),
        Long.parseLong(body, second + 1, third, 10));
  }

  boolean slow() {
    return workMillis >= SLOW_MILLIS;
  }
}
