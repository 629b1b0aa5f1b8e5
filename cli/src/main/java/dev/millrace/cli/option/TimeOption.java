package dev.millrace.cli.option;

import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.time.UnixSeconds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses a time: ISO 8601 with offset, a date for its first second in UTC, unix seconds, or
 * relative to now ({@code -2d}, -90m).
 */
public final class TimeOption implements ITypeConverter<Instant> {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");
  private static final Pattern DAY = Pattern.compile("((?:19|20)\\d\\d)(\\d\\d)(\\d\\d)");
  private static final Pattern ISO_DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern FORGOTTEN_MINUS = Pattern.compile("\\d{1,6}[smhd]");
  private static final Pattern RELATIVE = Pattern.compile("-(\\d{1,6})([smhd])");

  private static final long LAST = 100_000_000_000L;

  private final InstantSource clock;

  TimeOption() {
    this(InstantSource.system());
  }

  TimeOption(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Instant convert(String value) {
    if (SECONDS.matcher(value).matches()) {
      return Instant.ofEpochSecond(seconds(value));
    }
    Matcher relative = RELATIVE.matcher(value);
    if (relative.matches()) {
      long amount = Long.parseLong(relative.group(1));
      return clock
          .instant()
          .minus(
              switch (relative.group(2)) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
              });
    }
    if (FORGOTTEN_MINUS.matcher(value).matches()) {
      throw new TypeConversionException(
          "'%s' is not a valid time; did you mean '-%s'?".formatted(value, value));
    }
    Instant moment =
        IsoMoment.parse(ISO_DAY.matcher(value).matches() ? value + "T00:00:00Z" : value);
    if (moment == null) {
      throw new TypeConversionException(
          "'%s' is not a valid time; use 2024-05-31T12:00:00Z, 1717156800 or -2d".formatted(value));
    }
    return moment;
  }

  private static long seconds(String digits) {
    Matcher day = DAY.matcher(digits);
    if (day.matches()) {
      throw new TypeConversionException(
          "'%s' could be a date or unix seconds; use %s-%s-%s for the date"
              .formatted(digits, day.group(1), day.group(2), day.group(3)));
    }
    long seconds = Long.parseLong(digits);
    if (UnixSeconds.looksLikeMilliseconds(seconds)) {
      throw new TypeConversionException(
          "%d looks like milliseconds; use seconds, %d".formatted(seconds, seconds / 1000));
    }
    if (seconds > LAST) {
      throw new TypeConversionException(
          "%d is too large for unix seconds; use a number such as 1717156800".formatted(seconds));
    }
    return seconds;
  }
}
