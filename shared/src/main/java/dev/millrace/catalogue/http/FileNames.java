package dev.millrace.catalogue.http;

import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Files whose names say their time, one for each hour or day in UTC.
 *
 * @param each an hour or a day
 * @param patience how old a file may be, counted from the end of its time, before it is missing
 */
public record FileNames(Duration each, Duration patience) {

  /** What stands for the beginning of a file's time in its name. */
  public static final List<String> PLACEHOLDERS = List.of("{yyyy}", "{MM}", "{dd}", "{HH}", "{H}");

  /** The scheme of objects in S3, which are asked for with the credentials of the worker. */
  public static final String S3 = "s3://";

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int PAUSES_AN_HOUR = 12;
  private static final int PAUSES_A_DAY = 48;

  /** How many seconds a file has. */
  public long seconds() {
    return each.toSeconds();
  }

  /** The time of the files that have a second of the window. */
  public Window whole(Window window) {
    return window.outward(seconds());
  }

  /** How long to wait before a file that is not there yet is asked for again. */
  public Duration pause() {
    return each.dividedBy(each.equals(HOUR) ? PAUSES_AN_HOUR : PAUSES_A_DAY);
  }

  /**
   * The name of a file.
   *
   * @param template with placeholders
   * @param second the first of the file's time
   */
  static String name(String template, long second) {
    LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    return template
        .replace("{yyyy}", "%04d".formatted(time.getYear()))
        .replace("{MM}", two(time.getMonthValue()))
        .replace("{dd}", two(time.getDayOfMonth()))
        .replace("{HH}", two(time.getHour()))
        .replace("{H}", Integer.toString(time.getHour()));
  }

  private static String two(int number) {
    return String.format(Locale.ROOT, "%02d", number);
  }
}
