package dev.millrace.catalogue.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Moments by ISO 8601: calendar, week and ordinal dates in the basic or the extended format, a time
 * with a decimal fraction of its last part, 24:00, leap seconds, and an offset, which is required.
 * Nothing is guessed.
 */
public final class IsoMoment {

  private static final int MAX_CHARACTERS = 100;

  private static final String PLAIN = "0000-00-00T00:00:00";
  private static final String OFFSET = "00:00";

  /** A blank in place of the T is from RFC 3339; the minus sign of ISO 8601 is U+2212. */
  private static final Pattern MOMENT =
      Pattern.compile(
          "(?<date>\\d{4}-\\d\\d-\\d\\d|[+-]\\d{4,10}-\\d\\d-\\d\\d|\\d{8}"
              + "|(?<week>\\d{4}-?W\\d\\d-?\\d)|(?<ordinal>\\d{4}-?\\d{3}))[Tt ]"
              + "(?<hour>\\d\\d)(?::?(?<minute>\\d\\d)(?::?(?<second>\\d\\d))?)?"
              + "(?:[.,](?<fraction>\\d+))?"
              + "(?:[Zz]|(?<sign>[+\\-\u2212])(?<h>\\d\\d)(?::?(?<m>\\d\\d)(?::?(?<s>\\d\\d))?)?)");

  private IsoMoment() {}

  /** The moment, truncated to milliseconds; null for any other text. */
  public static @Nullable Instant parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      return null;
    }
    try {
      Instant plain = plain(text);
      if (plain != null) {
        return plain;
      }
      Matcher moment = MOMENT.matcher(text);
      return moment.matches() ? instant(moment) : null;
    } catch (DateTimeException | ArithmeticException _) {
      return null; // the 30th of February for instance
    }
  }

  /** The most frequent forms, without an expression; null for all others. */
  private static @Nullable Instant plain(String text) {
    int end = PLAIN.length();
    if (text.length() <= end || !fits(text, 0, PLAIN)) {
      return null;
    }
    char zone = text.charAt(end);
    int offset = 0;
    if (text.length() == end + 1 + OFFSET.length()
        && (zone == '+' || zone == '-')
        && fits(text, end + 1, OFFSET)) {
      int minutes = two(text, end + 4);
      offset = (zone == '+' ? 60 : -60) * (60 * two(text, end + 1) + minutes);
      if (minutes > 59 || Math.abs(offset) > ZoneOffset.MAX.getTotalSeconds()) {
        return null;
      }
    } else if (zone != 'Z' || text.length() > end + 1) {
      return null;
    }
    int hour = two(text, 11);
    int minute = two(text, 14);
    int second = two(text, 17);
    if (hour > 23 || minute > 59 || second > 59) {
      return null;
    }
    LocalDate day = LocalDate.of(100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8));
    return Instant.ofEpochSecond(
        day.toEpochDay() * 86_400L + hour * 3600L + minute * 60L + second - offset);
  }

  /** Whether the text has digits where the form has zeros, and the same characters elsewhere. */
  private static boolean fits(String text, int at, String form) {
    for (int i = 0; i < form.length(); i++) {
      char c = text.charAt(at + i);
      if (form.charAt(i) == '0' ? c < '0' || c > '9' : c != form.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int two(String text, int at) {
    return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
  }

  private static @Nullable Instant instant(Matcher moment) {
    int hour = number(moment, "hour");
    int minute = number(moment, "minute");
    int second = number(moment, "second");
    long millis = fractionMillis(moment);
    boolean leap = second == 60;
    if (minute > 59 || second > 60 || hour > 24) {
      return null;
    }
    if (hour == 24 && (minute > 0 || second > 0 || millis > 0)) {
      return null;
    }
    Instant at =
        date(moment)
            .atStartOfDay()
            .toInstant(offset(moment))
            .plus(hour, ChronoUnit.HOURS)
            .plus(minute, ChronoUnit.MINUTES)
            .plusSeconds(second);
    // Unix time has no leap seconds: it counts them as the first second of the next day.
    if (leap && Math.floorMod(at.getEpochSecond(), 86_400) != 0) {
      return null;
    }
    return at.plusMillis(millis);
  }

  private static LocalDate date(Matcher moment) {
    String date = moment.group("date");
    if (moment.group("week") != null) {
      String digits = date.replaceAll("[-W]", "");
      return LocalDate.parse(
          "%s-W%s-%s"
              .formatted(digits.substring(0, 4), digits.substring(4, 6), digits.substring(6)),
          DateTimeFormatter.ISO_WEEK_DATE);
    }
    if (moment.group("ordinal") != null) {
      String digits = date.replace("-", "");
      return LocalDate.parse(
          digits.substring(0, 4) + "-" + digits.substring(4), DateTimeFormatter.ISO_ORDINAL_DATE);
    }
    return date.length() == 8
        ? LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE)
        : LocalDate.parse(date);
  }

  private static ZoneOffset offset(Matcher moment) {
    if (moment.group("sign") == null) {
      return ZoneOffset.UTC;
    }
    int sign = moment.group("sign").equals("+") ? 1 : -1;
    return ZoneOffset.ofHoursMinutesSeconds(
        sign * number(moment, "h"), sign * number(moment, "m"), sign * number(moment, "s"));
  }

  /** The fraction of the hour, the minute or the second, whichever is the last part. */
  private static long fractionMillis(Matcher moment) {
    String digits = moment.group("fraction");
    if (digits == null) {
      return 0;
    }
    long part =
        moment.group("minute") == null
            ? 3_600_000
            : moment.group("second") == null ? 60_000 : 1_000;
    return new BigDecimal("0." + digits)
        .multiply(BigDecimal.valueOf(part))
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  private static int number(Matcher moment, String part) {
    String digits = moment.group(part);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
