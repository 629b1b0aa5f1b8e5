package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.Bounds;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.TimeForm;
import dev.millrace.catalogue.http.WindowForm;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how a request says its window, and how the API continues an answer. */
final class SourceWindowParser {

  private static final List<String> KEYS = List.of("from", "to", "as", "bounds", "overlap");

  static final List<String> FORMS =
      List.of("link", "next_url", "cursor", "last_id", "page", "offset");

  private static final long MOST = 1_000_000_000_000L;
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

  private final Section section;
  private final Problems problems;

  SourceWindowParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** How a request says its window. */
  WindowForm window() {
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
        name(window, "from"),
        name(window, "to"),
        form(window),
        bounds(window),
        overlap(window, problems));
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

  /** How much more is asked for; zero without the key. */
  static Duration overlap(Section window, Problems problems) {
    Duration overlap = SourceParser.time(window, "overlap", problems);
    if (overlap == null) {
      return Duration.ZERO;
    }
    if (overlap.compareTo(LONGEST_OVERLAP) > 0) {
      problems.at(window.place("overlap"), "overlap is longer than 7d; write less");
    }
    return overlap;
  }

  /** How the API continues an answer. */
  Pages pages() {
    Section pages = section.mapping("pages", "pages: { link: next }");
    if (pages == null) {
      return new Pages.One();
    }
    pages.refuseUnknown(FORMS);
    List<String> forms = FORMS.stream().filter(pages::has).toList();
    if (forms.size() != 1) {
      problems.at(
          section.place("pages"),
          "pages needs one of %s; write pages: { link: next }".formatted(String.join(", ", FORMS)));
      return new Pages.One();
    }
    return switch (forms.getFirst()) {
      case "link" -> new Pages.Link(pages.needed("link", "link: next"));
      case "next_url" -> new Pages.NextUrl(pages.neededPath("next_url", "next_url: /next"));
      case "cursor" -> cursor(pages);
      case "last_id" -> lastId(pages);
      case "page" -> numbered(pages);
      case "offset" -> offset(pages);
      default -> throw new IllegalStateException("no parser for pages: " + forms.getFirst());
    };
  }

  private Pages cursor(Section pages) {
    String example = "cursor: { param: cursor, at: /next_cursor }";
    Section cursor = form(pages, "cursor", example, List.of("param", "at"));
    return cursor == null
        ? new Pages.One()
        : new Pages.Cursor(
            cursor.needed("param", "param: cursor"), cursor.neededPath("at", "at: /next_cursor"));
  }

  private Pages lastId(Section pages) {
    String example = "last_id: { param: starting_after, more: /has_more }";
    Section lastId = form(pages, "last_id", example, List.of("param", "more"));
    return lastId == null
        ? new Pages.One()
        : new Pages.LastId(lastId.needed("param", "param: starting_after"), lastId.path("more"));
  }

  private Pages numbered(Section pages) {
    Section page =
        form(pages, "page", "page: { param: page, first: 1 }", List.of("param", "first"));
    return page == null
        ? new Pages.One()
        : new Pages.Numbered(page.needed("param", "param: page"), page.number("first", 1, 0, MOST));
  }

  private Pages offset(Section pages) {
    String example = "offset: { param: offset, size: 100 }";
    Section offset = form(pages, "offset", example, List.of("param", "first", "size"));
    return offset == null
        ? new Pages.One()
        : new Pages.Offset(
            offset.needed("param", "param: offset"),
            offset.number("first", 0, 0, MOST),
            offset.number("size", 0, 1, MOST));
  }

  private static @Nullable Section form(
      Section pages, String key, String example, List<String> keys) {
    Section form = pages.mapping(key, example);
    if (form != null) {
      form.refuseUnknown(keys);
    }
    return form;
  }
}
