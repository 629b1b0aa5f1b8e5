package dev.millrace.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. */
final class Query {

  private static final Pattern RELATIVE = Pattern.compile("-(\\d{1,6})([smhd])");
  private static final Map<String, Long> UNITS =
      Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L);

  private Query() {}

  /** A moment, ISO 8601 or relative such as -2d. */
  static Instant moment(String name, String text, Instant now) {
    Matcher relative = RELATIVE.matcher(text);
    if (relative.matches()) {
      long seconds = Long.parseLong(relative.group(1)) * UNITS.getOrDefault(relative.group(2), 1L);
      return now.minus(Duration.ofSeconds(seconds));
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      throw new RefusedException(
          400, "%s '%s' is not a time; use 2024-05-31T12:00:00Z or -2d".formatted(name, text));
    }
  }

  /** The same of a parameter; null without it. */
  static @Nullable Instant moment(Map<String, String> query, String name, Instant now) {
    String text = query.get(name);
    return text == null || text.isEmpty() ? null : moment(name, text, now);
  }

  /** A number of a range; the fallback without it. */
  static int number(Map<String, String> query, String name, int least, int most, int fallback) {
    String text = query.get(name);
    return text == null ? fallback : (int) number(name, text, least, most);
  }

  static long number(String name, String text, long least, long most) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // refused below
    }
    throw new RefusedException(
        400, "%s must be from %d to %d, but is '%s'".formatted(name, least, most, text));
  }

  /** The names of a parameter, separated by commas; none without it. */
  static List<String> names(@Nullable String text) {
    return text == null
        ? List.of()
        : Stream.of(text.split(",", -1)).filter(name -> !name.isEmpty()).toList();
  }
}
