package dev.millrace.worker.source.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.millrace.catalogue.http.CountCheck;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.OkCheck;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.api.RetryAfter;
import dev.millrace.worker.source.http.ExchangeLog.Purpose;
import dev.millrace.worker.source.http.page.JsonPage;
import dev.millrace.worker.source.http.page.LinesPage;
import dev.millrace.worker.source.http.page.Page;
import dev.millrace.worker.source.s3.S3Requests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and reads its answer, which is a page or a reason why there is none. An error
 * is never an empty page. Does not retry. Thread-safe.
 */
final class Answers {

  private static final int NO_CONTENT = 204;
  private static final byte[] EMPTY = {'[', ']'};

  /** An answer with a number has no documents. */
  private static final JsonPath NOWHERE = JsonPath.parse("/ no documents");

  private final HttpSource source;
  private final Wire wire;
  private final Credentials credentials;
  private final Report report;
  private final Refusals refusals;
  private final InstantSource clock;
  private final SizeLimits sizes;
  private final ExchangeLog log;
  private final @Nullable Tape tape;

  /** Null where the source is not in S3. */
  private final @Nullable S3Requests objects;

  /**
   * @param tape null for a source that is asked as usual
   */
  Answers(
      HttpSource source,
      Wire wire,
      Credentials credentials,
      InstantSource clock,
      SizeLimits sizes,
      ExchangeLog log,
      @Nullable Tape tape) {
    this.tape = tape;
    this.source = source;
    this.wire = wire;
    this.credentials = credentials;
    this.report = new Report(source, credentials);
    this.refusals = new Refusals(source, report, credentials, clock);
    this.clock = clock;
    this.sizes = sizes;
    this.log = log;
    this.objects = source.inS3() ? new S3Requests(credentials::variable, clock) : null;
  }

  /**
   * The page that answers the question.
   *
   * @throws SourceUnavailableException when asking again at once does not help
   * @throws UnexpectedAnswerException when the answer contradicts the definition
   * @throws IOException when it may help
   */
  Page page(Question question) throws IOException, InterruptedException {
    Wire.Answer answer = send(question, Purpose.DOCUMENTS);
    boolean unread = true;
    try {
      refusals.check(question, answer);
      if (answer.status() == NO_CONTENT) {
        return new JsonPage(
            answer.headers(), EMPTY, JsonPath.parse(""), List.of(), sizes.document());
      }
      if (source.documents() == null) {
        LinesPage lines = new LinesPage(answer.headers(), answer.body(), sizes.document());
        if (lines.isMarkup()) {
          throw report.notJson(question, lines.buffer());
        }
        unread = false;
        return lines;
      }
      return parsed(
          question, answer.headers(), body(question, answer), source.documents(), wanted());
    } finally {
      if (unread) {
        answer.body().close();
      }
    }
  }

  /** The number of documents that a request of its own answers. */
  long count(Question question, CountCheck count) throws IOException, InterruptedException {
    Wire.Answer answer = send(question, Purpose.COUNT);
    try (var _ = answer.body()) {
      refusals.check(question, answer);
      byte[] body = body(question, answer);
      JsonPage page = json(question, answer.headers(), body, NOWHERE, List.of(count.at()));
      return number(question, page, count);
    }
  }

  /** The number of documents that a page says. */
  long number(Question question, Page page, CountCheck count) {
    String text = page.scalar(count.at());
    if (text == null || !text.matches("\\d{1,18}")) {
      throw report.contradiction(
          question,
          text == null
              ? "there is no number at '%s'".formatted(count.at())
              : "'%s' at '%s' is not a number".formatted(report.text(text), count.at()),
          "count.at",
          "write count: { at: … } with the place of the number of documents");
    }
    return Long.parseLong(text);
  }

  Report report() {
    return report;
  }

  private Wire.Answer send(Question question, Purpose purpose)
      throws IOException, InterruptedException {
    Wire.Answer answer = tape == null ? sent(question) : taped(question, tape);
    log.answered(purpose, report.request(question), answer.status(), answer.took());
    return answer;
  }

  private Wire.Answer taped(Question question, Tape tape) throws IOException, InterruptedException {
    Tape.Kept kept =
        tape.answer(
            report.exactly(question),
            () -> {
              Wire.Answer answer = sent(question);
              try (var body = answer.body()) {
                return new Tape.Kept(
                    answer.status(), answer.headers().map(), body.readNBytes(sizes.page() + 1));
              }
            });
    return new Wire.Answer(
        kept.status(),
        HttpHeaders.of(kept.headers(), (_, _) -> true),
        new ByteArrayInputStream(kept.body()),
        Duration.ZERO);
  }

  private Wire.Answer sent(Question question) throws IOException, InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>(source.headers());
    headers.putAll(credentials.headers());
    try {
      return objects == null
          ? wire.send(question, headers, this::redirected)
          : wire.sendToS3(objects, question.uri(), headers);
    } catch (Wire.BadRedirectException e) {
      throw refusals.redirected(question, e);
    }
  }

  private void redirected(URI from, int status, Duration took) {
    log.answered(Purpose.REDIRECT, report.text("GET " + from), status, took);
  }

  private byte[] body(Question question, Wire.Answer answer) throws IOException {
    byte[] body = answer.body().readNBytes(sizes.page() + 1);
    if (body.length > sizes.page()) {
      throw report.contradiction(
          question,
          "the answer has more than %d bytes".formatted(sizes.page()),
          "pages",
          "ask for smaller pages by params, write a narrower slice_width, or raise"
              + " MILLRACE_PAGE_BYTES");
    }
    return body;
  }

  private JsonPage parsed(
      Question question,
      HttpHeaders headers,
      byte[] body,
      JsonPath documents,
      List<JsonPath> wanted)
      throws IOException {
    JsonPage page = json(question, headers, body, documents, wanted);
    checkOk(question, page);
    String other = page.notAnArray();
    if (other != null) {
      throw report.contradiction(
          question,
          "there is %s at '%s', where the array of documents should be; the answer is %s"
              .formatted(other, documents, report.excerpt(body)),
          "documents",
          report.text(page.betterPlace()));
    }
    return page;
  }

  private JsonPage json(
      Question question,
      HttpHeaders headers,
      byte[] body,
      JsonPath documents,
      List<JsonPath> wanted)
      throws IOException {
    try {
      return new JsonPage(headers, body, documents, wanted, sizes.document());
    } catch (StreamConstraintsException e) {
      throw report.tooLarge(question, String.valueOf(e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      if (e.getLocation() != null && e.getLocation().getByteOffset() >= body.length) {
        throw new IOException(
            "the answer to %s is cut off after %d bytes"
                .formatted(report.request(question), body.length));
      }
      throw report.notJson(question, body);
    }
  }

  private void checkOk(Question question, JsonPage page) {
    OkCheck ok = source.ok();
    if (ok == null) {
      return;
    }
    String found = page.scalar(ok.at());
    if (ok.is().equals(found)) {
      return;
    }
    if (found == null) {
      throw report.contradiction(
          question,
          "there is nothing at '%s'".formatted(ok.at()),
          "ok.at",
          "write the place where every answer says whether it is one, or remove ok");
    }
    String why = ok.why() == null ? null : page.scalar(ok.why());
    String said =
        "the source says no%s to %s"
            .formatted(why == null ? "" : ": '" + report.text(why) + "'", report.request(question));
    if (why != null && ok.waits().contains(why)) {
      Duration wait = RetryAfter.of(page.headers(), clock.instant());
      throw new SourceUnavailableException(Kind.ASKS_TO_WAIT, said, wait);
    }
    credentials.refused();
    throw new SourceUnavailableException(
        Kind.REFUSES_KEY,
        "%s (%s); check the parameters and auth%s"
            .formatted(
                said,
                report.line("ok"),
                why == null
                    ? ""
                    : ", or list '%s' in the wait of ok if it means later"
                        .formatted(report.text(why))),
        Credentials.PAUSE);
  }

  private List<JsonPath> wanted() {
    List<@Nullable JsonPath> wanted = new ArrayList<>();
    OkCheck ok = source.ok();
    if (ok != null) {
      wanted.add(ok.at());
      wanted.add(ok.why());
    }
    CountCheck count = source.count();
    wanted.add(count == null || count.url() != null ? null : count.at());
    wanted.addAll(source.pages().paths());
    return wanted.stream().filter(Objects::nonNull).toList();
  }
}
