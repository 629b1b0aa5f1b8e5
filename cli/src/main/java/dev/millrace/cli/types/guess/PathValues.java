package dev.millrace.cli.types.guess;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.catalogue.value.Scalar;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** What the documents of a type have at a path. Not thread-safe. */
final class PathValues {

  /** From 2001 to 2096, in seconds. */
  private static final long FIRST_SECOND = 1_000_000_000L;

  private static final long LAST_SECOND = 4_000_000_000L;
  private static final int DEFAULT_LENGTH = 255;
  private static final int LONGEST_EXAMPLE = 40;

  private static final Pattern MOMENT_NAME =
      Pattern.compile(
          "(?i)(.*[_/]|)(at|on|ts|time|date|timestamp|created|updated)\\d*|.*(?:Time|Date|At|Ts)");

  private final String name;
  private long values;
  private long smallNumbers;
  private long largeNumbers;
  private long fractions;
  private long seconds;
  private long milliseconds;
  private long booleans;
  private long moments;
  private long withoutOffset;
  private long days;
  private long arrays;
  private long others;
  private int longest;
  private String example = "";

  /**
   * @param name the last step of the path
   */
  PathValues(String name) {
    this.name = name;
  }

  /** Adds a value that is not null. */
  void add(JsonNode value) {
    values++;
    if (example.isEmpty()) {
      String text = value.toString();
      example =
          text.length() <= LONGEST_EXAMPLE ? text : text.substring(0, LONGEST_EXAMPLE - 1) + "…";
    }
    if (value.isIntegralNumber()) {
      number(value);
    } else if (value.isNumber()) {
      fractions++;
    } else if (value.isBoolean()) {
      booleans++;
    } else if (value.isTextual()) {
      text(value.asText());
    } else if (value.isArray()) {
      arrays++;
    } else {
      others++;
    }
  }

  private void number(JsonNode value) {
    if (value.canConvertToInt()) {
      smallNumbers++;
    } else if (value.canConvertToLong()) {
      largeNumbers++;
    } else {
      fractions++;
    }
    if (value.canConvertToLong()) {
      long number = value.asLong();
      seconds += number >= FIRST_SECOND && number <= LAST_SECOND ? 1 : 0;
      milliseconds += number >= FIRST_SECOND * 1000 && number <= LAST_SECOND * 1000 ? 1 : 0;
    }
  }

  private void text(String value) {
    longest = Math.max(longest, value.codePointCount(0, value.length()));
    if (isDay(value)) {
      days++;
    } else if (IsoMoment.parse(value) != null) {
      moments++;
    } else if (MomentUnit.ISO_UTC.read(Scalar.text(value)) instanceof Conversion.Value) {
      withoutOffset++;
    }
  }

  private static boolean isDay(String value) {
    try {
      return value.length() == 10 && LocalDate.parse(value).getYear() > 0;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  long values() {
    return values;
  }

  /** A value as JSON, possibly cut. */
  String example() {
    return example;
  }

  boolean hasArrays() {
    return arrays > 0;
  }

  /** Whether all values are moments, so that they may be that of the event. */
  boolean areMoments() {
    return as().contains("timestamp");
  }

  /** The keys of a column after its path, such as {@code , as: integer}; empty for a short text. */
  String as() {
    if (arrays + others > 0) {
      return ", as: json";
    }
    if (moments == values || (seconds == values && MOMENT_NAME.matcher(name).matches())) {
      return ", as: timestamp";
    }
    if (moments + withoutOffset == values) {
      return ", as: timestamp, unit: iso_utc";
    }
    if (milliseconds == values && MOMENT_NAME.matcher(name).matches()) {
      return ", as: timestamp, unit: ms";
    }
    if (days == values) {
      return ", as: date";
    }
    if (booleans == values) {
      return ", as: boolean";
    }
    if (smallNumbers == values) {
      return ", as: integer";
    }
    if (smallNumbers + largeNumbers == values) {
      return ", as: bigint";
    }
    if (smallNumbers + largeNumbers + fractions == values) {
      return ", as: double";
    }
    return longest <= DEFAULT_LENGTH ? "" : ", length: " + length();
  }

  /** Four times what was seen, in whole thousands. */
  private int length() {
    return Math.max(1, (longest * 4 + 999) / 1000) * 1000;
  }
}
