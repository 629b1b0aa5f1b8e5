package dev.millrace.bucket;

import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;

/**
 * A moment as the database's text, which may be invalid: count-only tables may hold {@code
 * 2026-03-00 12:00:00} or {@code 2026-02-30 12:00:00}. Pure.
 */
final class StoredMoment {

  /** {@code 2026-03-29 12:00}: enough to distinguish buckets. */
  static final int LENGTH = 16;

  private StoredMoment() {}

  /** Its unix second, to the minute; empty when it is not a moment. */
  static OptionalLong second(String text) {
    try {
      return OptionalLong.of(
          LocalDateTime.parse(text.substring(0, LENGTH).replace(' ', 'T'))
              .toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeParseException _) {
      return OptionalLong.empty();
    }
  }

  /** The same; for an invalid moment, the last second before the next valid one. */
  static long position(String text) {
    return second(text).orElseGet(() -> next(text).toEpochSecond(ZoneOffset.UTC) - 1);
  }

  private static LocalDateTime next(String text) {
    int year = Integer.parseInt(text.substring(0, 4));
    int month = Integer.parseInt(text.substring(5, 7));
    if (month == 0) {
      return LocalDateTime.of(year, 1, 1, 0, 0);
    }
    YearMonth of = YearMonth.of(year, month);
    return (text.startsWith("00", 8) ? of : of.plusMonths(1)).atDay(1).atStartOfDay();
  }
}
