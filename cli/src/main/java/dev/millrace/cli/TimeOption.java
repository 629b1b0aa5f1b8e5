package dev.millrace.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment: ISO 8601 with offset, unix seconds, or relative to now ({@code -2d}, -90m). */
final class TimeOption implements ITypeConverter<Instant> {

  private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
  private static final Pattern RELATIVE = Pattern.compile("-(\\d{1,6})([smhd])");

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
      return Instant.ofEpochSecond(Long.parseLong(value));
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
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeParseException _) {
      throw new TypeConversionException(
          "'%s' is no time; write 2024-05-31T12:00:00Z, 1717156800 or -2d".formatted(value));
    }
  }
}
