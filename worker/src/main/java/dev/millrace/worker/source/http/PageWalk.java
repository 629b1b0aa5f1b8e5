package dev.millrace.worker.source.http;

import dev.millrace.catalogue.http.FileNames;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.settings.HttpUrl;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.http.page.LinkHeader;
import dev.millrace.worker.source.http.page.Page;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from the first page of a window to the last. Only the source's word ends it: a short page
 * is not an end. Not thread-safe.
 */
final class PageWalk {

  private static final int MOST_PAGES = 100_000;
  private static final int MOST_EMPTY = 1_000;
  private static final Set<String> ENDS = Set.of("", "false");
  private static final Set<Long> USUAL_SIZES =
      Set.of(10L, 20L, 25L, 30L, 50L, 100L, 200L, 250L, 500L, 1_000L, 5_000L, 10_000L);

  private static final String LOOP =
      "check that the source understands the parameters, or write another form of pages";

  private final HttpSource source;
  private final Questions questions;
  private final Report report;
  private final Consumer<String> hints;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> pages = new HashSet<>();
  private long number;
  private int empty;

  /**
   * @param hints gets a sign that the last answer may not be the last one
   */
  PageWalk(HttpSource source, Questions questions, Report report, Consumer<String> hints) {
    this.source = source;
    this.questions = questions;
    this.report = report;
    this.hints = hints;
  }

  Question first() {
    return switch (source.pages()) {
      case Pages.Numbered(String param, long first) -> {
        number = first;
        yield questions.first(Map.of(param, number(number)));
      }
      case Pages.Offset(String param, long first, _) -> {
        number = first;
        yield questions.first(Map.of(param, number(number)));
      }
      case Pages.Files(FileNames names) -> {
        number = questions.asked().span().from();
        yield questions.file(number, names.seconds());
      }
      default -> questions.first(Map.of());
    };
  }

  /**
   * The question for the page after this one; null after the last.
   *
   * @param documents of the page
   * @param lastId of its last document; null without one
   */
  @Nullable Question after(Question question, Page page, long documents, @Nullable Param lastId) {
    if (source.pages() instanceof Pages.Files(FileNames names)) {
      number += names.seconds();
      return number < questions.asked().span().to()
          ? questions.file(number, names.seconds())
          : null;
    }
    empty = documents == 0 ? empty + 1 : 0;
    String fingerprint = page.fingerprint();
    if (!fingerprint.isEmpty() && !pages.add(fingerprint)) {
      throw report.contradiction(question, "the same page came twice", "pages", LOOP);
    }
    Question next =
        switch (source.pages()) {
          case Pages.One _, Pages.Files _ -> noMore(question, page);
          case Pages.Link(String relation) ->
              linked(question, LinkHeader.url(page.headers(), relation), "pages.link");
          case Pages.NextUrl(JsonPath at) -> {
            Param url = continuation(question, page, at, "pages.next_url");
            if (url != null && !url.text()) {
              throw noContinuation(question, url, at, "pages.next_url", "a URL");
            }
            yield linked(question, url == null ? null : url.value(), "pages.next_url");
          }
          case Pages.Cursor(String param, JsonPath at) -> {
            Param cursor = continuation(question, page, at, "pages.cursor.at");
            if (cursor != null && !cursor.text() && "true".equals(cursor.value())) {
              throw noContinuation(question, cursor, at, "pages.cursor.at", "a cursor");
            }
            yield cursor == null
                ? null
                : unasked(question, cursor.value(), questions.page(param, cursor));
          }
          case Pages.LastId lastIdForm -> afterId(question, page, lastIdForm, documents, lastId);
          case Pages.Numbered(String param, _) -> documents == 0 ? null : moved(param, 1);
          case Pages.Offset(String param, _, long size) -> {
            if (size > 0 && documents > size) {
              throw report.contradiction(
                  question,
                  "the page has %d documents, more than %d".formatted(documents, size),
                  "pages.offset.size",
                  "check the parameter that sets the size of a page");
            }
            yield documents == 0 ? null : moved(param, documents);
          }
        };
    if (next == null) {
      noteDoubt(question, page, documents);
    } else if ((empty >= MOST_EMPTY || pages.size() >= MOST_PAGES)) {
      throw report.contradiction(
          question,
          empty >= MOST_EMPTY
              ? "%d pages without a document came, and there should be more".formatted(empty)
              : "%d pages came, and there should be more".formatted(pages.size()),
          "pages",
          LOOP);
    }
    return next;
  }

  /** Says why there may be more than a page that the definition takes for the last one. */
  private void noteDoubt(Question question, Page page, long documents) {
    if (documents == 0 || !asked.isEmpty()) {
      return;
    }
    String sign =
        switch (source.pages()) {
          case Pages.One _, Pages.Link _ -> sign(page, documents);
          case Pages.NextUrl(JsonPath at) -> page.has(at) ? null : nothingAt(at, page, documents);
          case Pages.Cursor(_, JsonPath at) -> page.has(at) ? null : nothingAt(at, page, documents);
          default -> null;
        };
    if (sign != null) {
      hints.accept(
          "%s: there may be more documents than these: %s (%s); check pages"
              .formatted(report.request(question), report.text(sign), report.line("pages")));
    }
  }

  private String nothingAt(JsonPath at, Page page, long documents) {
    String sign = sign(page, documents);
    return "the answer has nothing at '%s'%s".formatted(at, sign == null ? "" : ", and " + sign);
  }

  /** What of an answer looks like that of a page among others; null if nothing does. */
  private @Nullable String sign(Page page, long documents) {
    if (!page.continuations().isEmpty()) {
      return "the answer has " + String.join(" and ", page.continuations());
    }
    String number = Long.toString(documents);
    return source.params().entrySet().stream()
        .filter(param -> param.getValue().value().equals(number))
        .map(
            param ->
                "the answer has %s documents, as many as the parameter '%s' asks for"
                    .formatted(number, param.getKey()))
        .findFirst()
        .orElse(
            USUAL_SIZES.contains(documents)
                ? "%s documents are often the size of a page".formatted(number)
                : null);
  }

  private Question moved(String param, long by) {
    number += by;
    return questions.page(param, number(number));
  }

  private static Param number(long number) {
    return new Param(Long.toString(number), false);
  }

  /** What leads to the next page; null where it is missing, null, false or empty. */
  private @Nullable Param continuation(Question question, Page page, JsonPath at, String key) {
    if (page.isNested(at)) {
      throw report.contradiction(
          question,
          "there is an object or an array at '%s'".formatted(at),
          key,
          "write the place of the text or number in it");
    }
    Param found = page.value(at);
    return found == null || ENDS.contains(found.value()) ? null : found;
  }

  private UnexpectedAnswerException noContinuation(
      Question question, Param found, JsonPath at, String key, String noun) {
    return report.contradiction(
        question,
        "%s at '%s' is not %s".formatted(report.text(found.value()), at, noun),
        key,
        "write the place of %s, or another form of pages".formatted(noun));
  }

  /** An answer that continues elsewhere is not whole. */
  private @Nullable Question noMore(Question question, Page page) {
    if (page.saysMore() != null) {
      throw report.contradiction(
          question,
          "the answer has '%s': true".formatted(report.text(page.saysMore())),
          "pages",
          "write pages: and the way in which the source continues");
    }
    if (LinkHeader.url(page.headers(), "next") != null) {
      throw report.contradiction(
          question, "the answer has a link to a next page", "pages", "write pages: { link: next }");
    }
    return null;
  }

  private @Nullable Question linked(Question question, @Nullable String link, String key) {
    if (link == null || link.isBlank()) {
      return null;
    }
    URI url;
    try {
      url = HttpUrl.askable(HttpUrl.resolve(question.uri(), link));
    } catch (IllegalArgumentException e) {
      throw report.contradiction(
          question,
          "the next page is at an invalid URL: " + report.text(String.valueOf(e.getMessage())),
          key,
          "write another form of pages");
    }
    if (url.getRawUserInfo() != null) {
      throw report.contradiction(
          question, "the next page is at a URL with a user name", key, "write auth: { basic: … }");
    }
    if (!Wire.sameHost(question.uri(), url)) {
      throw report.contradiction(
          question,
          "the next page is on the host '%s', which is not asked"
              .formatted(report.text(String.valueOf(url.getRawAuthority()))),
          key,
          "write the url with that host if it is the same source");
    }
    return unasked(question, url.toString(), questions.next(url));
  }

  private Question unasked(Question question, String key, Question next) {
    if (!asked.add(key)) {
      throw report.contradiction(question, "the same cursor came twice", "pages", LOOP);
    }
    return next;
  }

  private @Nullable Question afterId(
      Question question, Page page, Pages.LastId form, long documents, @Nullable Param lastId) {
    if (form.more() == null ? documents == 0 : !more(question, page, form.more())) {
      return null;
    }
    if (lastId == null) {
      throw report.contradiction(
          question,
          documents == 0
              ? "a page without documents has more after it"
              : "the last document of the page has no id",
          "pages.last_id",
          "check id, or write another form of pages");
    }
    return unasked(question, lastId.value(), questions.page(form.param(), lastId));
  }

  private boolean more(Question question, Page page, JsonPath at) {
    String more = page.scalar(at);
    if ("true".equals(more) || "false".equals(more)) {
      return "true".equals(more);
    }
    throw report.contradiction(
        question,
        more == null
            ? "there is nothing at '%s'".formatted(at)
            : "'%s' at '%s' is neither true nor false".formatted(report.text(more), at),
        "pages.last_id.more",
        "write more: and the place of the answer that says whether there is more");
  }
}
