package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.CountCheck;
import dev.millrace.catalogue.http.OkCheck;
import dev.millrace.catalogue.http.QuotaWait;
import dev.millrace.catalogue.http.TooMany;
import dev.millrace.catalogue.value.JsonPath;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what the answers of an API mean. */
final class SourceAnswerParser {

  private static final List<String> OK_KEYS = List.of("at", "is", "why", "wait");
  private static final List<String> WAIT_KEYS = List.of("when", "until");
  private static final List<String> TOO_MANY_KEYS = List.of("status", "says", "documents");
  private static final List<String> COUNT_KEYS = List.of("url", "at");

  /** It has one meaning, whatever its text is. */
  private static final int TOO_LARGE = 413;

  private final Section section;
  private final Problems problems;

  SourceAnswerParser(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  @Nullable OkCheck ok() {
    Section ok = section.mapping("ok", "ok: { at: /ok, is: true, why: /error }");
    if (ok == null) {
      return null;
    }
    ok.refuseUnknown(OK_KEYS);
    List<String> wait = ok.scalars("wait").stream().map(ScalarNode::getValue).toList();
    JsonPath why = ok.path("why");
    if (!wait.isEmpty() && why == null) {
      problems.at(ok.place("wait"), "wait lists reasons, but 'why' is missing; write why: /error");
    }
    return new OkCheck(ok.neededPath("at", "at: /ok"), ok.needed("is", "is: true"), why, wait);
  }

  @Nullable QuotaWait quota() {
    String example =
        "wait: { when: { header: x-ratelimit-remaining, is: '0' }, until: { header:"
            + " x-ratelimit-reset, unit: s } }";
    Section wait = section.mapping("wait", example);
    if (wait == null) {
      return null;
    }
    wait.refuseUnknown(WAIT_KEYS);
    Section when = wait.mapping("when", "when: { header: x-ratelimit-remaining, is: '0' }");
    if (when == null) {
      if (!wait.has("when")) {
        problems.at(section.place("wait"), "the key 'when' is missing; write " + example);
      }
      return null;
    }
    when.refuseUnknown(List.of("header", "is"));
    String header = when.needed("header", "header: x-ratelimit-remaining");
    String is = when.needed("is", "is: '0'");
    Section until = wait.mapping("until", "until: { header: x-ratelimit-reset, unit: s }");
    if (until == null) {
      return new QuotaWait(header, is, null, QuotaWait.Unit.SECONDS);
    }
    until.refuseUnknown(List.of("header", "unit"));
    return new QuotaWait(
        header, is, until.needed("header", "header: x-ratelimit-reset"), unit(until));
  }

  private QuotaWait.Unit unit(Section until) {
    String written =
        until.needed("unit", "unit: s for unix seconds, ms, iso, or in_s for seconds from now");
    return Arrays.stream(QuotaWait.Unit.values())
        .filter(unit -> unit.spelling().equals(written))
        .findFirst()
        .orElseGet(
            () -> {
              if (!written.isEmpty()) {
                problems.at(
                    until.place("unit"),
                    "unknown unit '%s'; write s, ms, iso or in_s".formatted(written));
              }
              return QuotaWait.Unit.SECONDS;
            });
  }

  @Nullable TooMany tooMany() {
    Section tooMany =
        section.mapping("too_many", "too_many: { status: 400, says: 'exceeds the limit' }");
    if (tooMany == null) {
      return null;
    }
    tooMany.refuseUnknown(TOO_MANY_KEYS);
    if (tooMany.has("documents") == tooMany.has("status")) {
      problems.at(
          section.place("too_many"),
          "too_many needs the status of an error or a number of documents; write { status: 400,"
              + " says: 'exceeds the limit' } or { documents: 1000 }");
      return null;
    }
    if (tooMany.has("documents")) {
      if (tooMany.has("says")) {
        problems.at(tooMany.place("says"), "says is the text of an error; remove it");
      }
      return new TooMany.Documents(tooMany.number("documents", 1, 1, Integer.MAX_VALUE));
    }
    int status = (int) tooMany.number("status", 400, 400, 599);
    boolean read = String.valueOf(status).equals(tooMany.text("status"));
    if (read && !tooMany.has("says") && status != TOO_LARGE) {
      problems.at(
          section.place("too_many"),
          "status %d may mean other errors too; write says: and a part of the error's text"
              .formatted(status));
    }
    String says = tooMany.text("says");
    return new TooMany.Refused(status, says == null ? "" : says);
  }

  @Nullable CountCheck count(SourceRequestParser request) {
    Section count = section.mapping("count", "count: { at: /total }");
    if (count == null) {
      return null;
    }
    count.refuseUnknown(COUNT_KEYS);
    String url = count.text("url");
    if (url != null) {
      request.checkUrl(count.place("url"), url);
    }
    return new CountCheck(url, count.neededPath("at", "at: /total"));
  }
}
