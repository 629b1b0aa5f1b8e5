package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.Bounds;
import dev.millrace.catalogue.http.TimeForm;
import dev.millrace.catalogue.http.WindowForm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how a request says its window. */
final class SourceWindowParser {

  private static final List<String> KEYS = List.of("from", "to", "as", "bounds", "overlap");
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

  private final Section section;
  private final Problems problems;

  SourceWindowParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  WindowForm parse() {
    String example = "window: { from: since, to: until, as: iso }";
    Section window = section.mapping("window", example);
    if (window == null) {
      if (!section.has("window")) {
        problems.at(section.place("window"), "the key 'window' is missing; write " + example);
      }
      return new WindowForm(null, null, TimeForm.ISO, Bounds.HALF_OPEN, Duration.ZERO);
    }
    window.refuseUnknown(KEYS);
    return new WindowForm(
        name(window, "from"), name(window, "to"), form(window), bounds(window), overlap(window));
  }

  private @Nullable String name(Section window, String key) {
    String name = window.text(key);
    if (name != null && name.isBlank()) {
      problems.at(window.place(key), "'%s' is empty; write the name of a parameter".formatted(key));
    }
    return name;
  }

  private TimeForm form(Section window) {
    String written = window.needed("as", "as: iso, or one of " + choices());
    return TimeForm.parse(written)
        .orElseGet(
            () -> {
              if (!written.isEmpty()) {
                problems.at(
                    window.place("as"),
                    "unknown form '%s' of a moment; write one of %s".formatted(written, choices()));
              }
              return TimeForm.ISO;
            });
  }

  private static String choices() {
    return String.join(", ", TimeForm.spellings());
  }

  private Bounds bounds(Section window) {
    String written = window.text("bounds");
    if (written == null) {
      return Bounds.HALF_OPEN;
    }
    return Arrays.stream(Bounds.values())
        .filter(bounds -> bounds.spelling().equals(written))
        .findFirst()
        .orElseGet(
            () -> {
              problems.at(
                  window.place("bounds"),
                  "unknown bounds '%s'; write half_open, closed or open".formatted(written));
              return Bounds.HALF_OPEN;
            });
  }

  private Duration overlap(Section window) {
    Duration overlap = SourceParser.time(window, "overlap", problems);
    if (overlap == null) {
      return Duration.ZERO;
    }
    if (overlap.compareTo(LONGEST_OVERLAP) > 0) {
      problems.at(window.place("overlap"), "overlap is longer than 7d; write less");
    }
    return overlap;
  }
}
