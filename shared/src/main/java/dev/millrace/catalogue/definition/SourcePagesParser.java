package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.Pages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how an API continues an answer. */
final class SourcePagesParser {

  private static final List<String> FORMS =
      List.of("link", "next_url", "cursor", "last_id", "page", "offset");

  private static final long MOST = 1_000_000_000_000L;

  private final Section section;
  private final Problems problems;

  SourcePagesParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  Pages parse() {
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
      default -> offset(pages);
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
