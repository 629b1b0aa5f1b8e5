package dev.millrace.catalogue.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a moment is written in a request. Its unit is also the step of a bound. */
public enum TimeForm {
  /** Unix seconds. */
  SECONDS("s", 1),
  /** Unix milliseconds. */
  MILLISECONDS("ms", 1_000),
  /** Unix microseconds. */
  MICROSECONDS("us", 1_000_000),
  /** Unix seconds with six digits of fraction: {@code 1700000000.000000}. */
  SECONDS_AND_MICROSECONDS("s.us", 1_000_000),
  /** {@code 2024-05-31T12:00:00Z}. */
  ISO("iso", 1),
  /** {@code 2024-05-31T12:00:00.000Z}. */
  ISO_MILLISECONDS("iso_ms", 1_000),
  /** A day in UTC: {@code 2024-05-31}. */
  DAY("day", 0);

  private static final long DAY_SECONDS = 86_400;
  private static final long MICROS = 1_000_000;

  private static final DateTimeFormatter ISO_MS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String spelling;

  /** Units in a second; 0 for a day. */
  private final long perSecond;

  TimeForm(String spelling, long perSecond) {
    this.spelling = spelling;
    this.perSecond = perSecond;
  }

  /** Its name in a definition. */
  public String spelling() {
    return spelling;
  }

  /** The names of all forms. */
  public static List<String> spellings() {
    return Arrays.stream(values()).map(TimeForm::spelling).toList();
  }

  /** The form with that name; empty if there is none. */
  public static Optional<TimeForm> parse(String spelling) {
    return Arrays.stream(values()).filter(form -> form.spelling.equals(spelling)).findFirst();
  }

  /** Whether a JSON body writes it as a number. */
  public boolean isNumber() {
    return this == SECONDS || this == MILLISECONDS || this == MICROSECONDS;
  }

  /** The last unit that begins at or before the second. */
  long floor(long second) {
    return this == DAY ? Math.floorDiv(second, DAY_SECONDS) : second * perSecond;
  }

  /** The first unit that begins at or after the second. */
  long ceil(long second) {
    return this == DAY ? Math.ceilDiv(second, DAY_SECONDS) : second * perSecond;
  }

  /** The unit as a request writes it. */
  String write(long unit) {
    return switch (this) {
      case SECONDS, MILLISECONDS, MICROSECONDS -> Long.toString(unit);
      case SECONDS_AND_MICROSECONDS ->
          "%d.%06d".formatted(Math.floorDiv(unit, MICROS), Math.floorMod(unit, MICROS));
      case ISO -> Instant.ofEpochSecond(unit).toString();
      case ISO_MILLISECONDS -> ISO_MS.format(Instant.ofEpochMilli(unit));
      case DAY -> LocalDate.ofEpochDay(unit).toString();
    };
  }
}
