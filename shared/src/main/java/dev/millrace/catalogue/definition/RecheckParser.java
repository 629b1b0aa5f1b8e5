package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code recheck}: ages such as {@code 1h} at which a span is imported again. */
final class RecheckParser {

  /** Finds documents that arrive within an hour, and within a day, of their slice. */
  static final List<Duration> DEFAULT = List.of(Duration.ofHours(1), Duration.ofHours(24));

  private static final Pattern AGE = Pattern.compile("([1-9]\\d{0,4})([mhd])");

  private static final Duration OLDEST = Duration.ofDays(366);

  private RecheckParser() {}

  static List<Duration> parse(Section section, Problems problems) {
    if (!section.has("recheck")) {
      return DEFAULT;
    }
    List<Duration> ages = new ArrayList<>();
    for (ScalarNode node : section.scalars("recheck")) {
      Duration age = age(node.getValue());
      if (age == null) {
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

  private static @Nullable Duration age(String written) {
    Matcher matcher = AGE.matcher(written);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    Duration age =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return age.compareTo(OLDEST) > 0 ? null : age;
  }
}
