package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads ages such as {@code 1h}: those of {@code recheck}, at which a span is imported again, and
 * that of {@code fresh}, which everything older than is imported.
 */
final class AgeParser {

  /** Finds documents that arrive within an hour, and within a day, of their slice. */
  static final List<Duration> DEFAULT_RECHECK = List.of(Duration.ofHours(1), Duration.ofHours(24));

  private static final Pattern AGE = Pattern.compile("([1-9]\\d{0,4})([mhd])");

  private static final Duration OLDEST_RECHECK = Duration.ofDays(366);

  private static final Duration SHORTEST_PROMISE = Duration.ofMinutes(15);

  private static final Duration LONGEST_PROMISE = Duration.ofDays(30);

  private AgeParser() {}

  static List<Duration> recheck(Section section, Problems problems) {
    if (!section.has("recheck")) {
      return DEFAULT_RECHECK;
    }
    List<Duration> ages = new ArrayList<>();
    for (ScalarNode node : section.scalars("recheck")) {
      Duration age = age(node.getValue());
      if (age == null || age.compareTo(OLDEST_RECHECK) > 0) {
        problems.at(
            node,
            ("recheck '%s' is not an age of at most 366d; use minutes, hours or days such as [1h,"
                    + " 7d]")
                .formatted(node.getValue()));
      } else {
        ages.add(age);
      }
    }
    return ages.stream().sorted().distinct().toList();
  }

  /** Null without a promise. */
  static @Nullable Duration fresh(Section section, Problems problems) {
    String written = section.text("fresh");
    if (written == null) {
      return null;
    }
    Duration age = age(written);
    if (age != null
        && age.compareTo(SHORTEST_PROMISE) >= 0
        && age.compareTo(LONGEST_PROMISE) <= 0) {
      return age;
    }
    problems.at(
        section.place("fresh"),
        "fresh '%s' is not an age from 15m to 30d; use minutes, hours or days such as 2h"
            .formatted(written));
    return null;
  }

  private static @Nullable Duration age(String written) {
    Matcher matcher = AGE.matcher(written);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
