package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.http.FileNames;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.QuotaWait;
import dev.millrace.catalogue.http.TooMany;
import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.worker.source.GatewayTimeoutException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.api.RetryAfter;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what an answer with an error means. Thread-safe. */
final class Refusals {

  private static final int MOST_ERROR = 64 << 10;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** The answer is not there yet. */
  private static final int ACCEPTED = 202;

  /** A part of the answer, as for a header Range. */
  private static final int PARTIAL = 206;

  private static final int REQUEST_TIMEOUT = 408;
  private static final Set<Integer> GATEWAY_TIMEOUT = Set.of(502, 504);
  private static final Set<Integer> WRONG_KEY = Set.of(401, 403);
  private static final Set<Integer> NOT_THERE = Set.of(404, 410);

  /** The header has whole seconds, and clocks differ. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final HttpSource source;
  private final Report report;
  private final Credentials credentials;
  private final InstantSource clock;

  Refusals(HttpSource source, Report report, Credentials credentials, InstantSource clock) {
    this.source = source;
    this.report = report;
    this.credentials = credentials;
    this.clock = clock;
  }

  /**
   * Returns if the answer is a success.
   *
   * @throws SourceUnavailableException when asking again at once does not help
   * @throws IOException when it may help
   */
  void check(Question question, Wire.Answer answer) throws IOException {
    int status = answer.status();
    if (status >= 200 && status < 300 && status != ACCEPTED && status != PARTIAL) {
      return;
    }
    byte[] body = answer.body().readNBytes(MOST_ERROR);
    String said =
        "%s was answered with %d: %s"
            .formatted(report.request(question), status, report.excerpt(body));
    if (source.tooMany() instanceof TooMany.Refused(int refused, String says)
        && status == refused
        && new String(body, UTF_8).contains(says)) {
      throw new SourceUnavailableException(
          Kind.TOO_MANY,
          "the source gives no more than its limit of this window: " + said,
          (Duration) null);
    }
    if (status == PARTIAL) {
      throw report.contradiction(
          question,
          "the answer is a part of the documents (206): " + report.excerpt(body),
          "pages",
          "pages by a header Range are not supported; ask for pages by parameters");
    }
    FileNames names = source.files();
    if (names != null && question.end() != null && NOT_THERE.contains(status)) {
      throw noFile(names, question.end(), said);
    }
    Duration retryAfter = RetryAfter.of(answer.headers(), clock.instant());
    if (quotaExhausted(answer.headers())) {
      throw waits(
          "the quota of the source is exhausted", until(answer.headers()).orElse(retryAfter), said);
    }
    if (status == TOO_MANY_REQUESTS || (status == UNAVAILABLE && retryAfter != null)) {
      throw waits("the source asks to wait", retryAfter, said);
    }
    if (WRONG_KEY.contains(status)) {
      credentials.refused();
      throw new SourceUnavailableException(
          Kind.REFUSES_KEY,
          source.inS3()
              ? ("S3 refuses the request (%s): %s; allow the worker's role s3:GetObject on the objects"
                      + " and s3:ListBucket on the bucket, without which a missing object is"
                      + " refused too")
                  .formatted(report.line("files"), said)
              : "the source refuses the request (%s): %s".formatted(report.line("auth"), said),
          Credentials.PAUSE);
    }
    if (GATEWAY_TIMEOUT.contains(status)) {
      throw new GatewayTimeoutException(said);
    }
    if (status >= 500 || status == REQUEST_TIMEOUT || status == ACCEPTED) {
      throw new IOException(said);
    }
    throw new SourceUnavailableException(
        Kind.FAILS,
        (names == null ? "%s; check %s and the parameters" : "%s; check %s")
                .formatted(said, report.line(names == null ? "url" : "files"))
            + afterLast(status),
        (Duration) null);
  }

  /** Some sources refuse the page after the last one, which is an error like any other. */
  private String afterLast(int status) {
    boolean counts =
        source.pages() instanceof Pages.Numbered || source.pages() instanceof Pages.Offset;
    return counts && NOT_THERE.contains(status)
        ? "; if this is the page after the last one, write pages: { next_url: … } or { link: next }"
        : "";
  }

  /** A redirect that is not followed; asking again at once would get the same one. */
  SourceUnavailableException redirected(Question question, Wire.BadRedirectException redirect) {
    return new SourceUnavailableException(
        Kind.FAILS,
        "%s was redirected %s (%s); write the url that answers"
            .formatted(
                report.request(question),
                report.text(String.valueOf(redirect.getMessage())),
                report.line(question.end() == null ? "url" : "files")),
        (Duration) null);
  }

  private static SourceUnavailableException waits(
      String why, @Nullable Duration wait, String said) {
    String time = wait == null ? "" : " for %,d s".formatted(wait.toSeconds());
    return new SourceUnavailableException(
        Kind.ASKS_TO_WAIT, "%s%s: %s".formatted(why, time, said), wait);
  }

  /** A file is expected until the type is never fetched again. */
  private SourceUnavailableException noFile(FileNames names, long end, String said) {
    Instant limit = Instant.ofEpochSecond(end).plus(names.patience());
    return clock.instant().isBefore(limit)
        ? new SourceUnavailableException(
            Kind.NO_FILE_YET, "%s; it is missing from %s on".formatted(said, limit), names.pause())
        : new SourceUnavailableException(
            Kind.NO_FILE,
            ("the file is missing: %s; it was expected before %s, by the last age of recheck; check"
                    + " %s, or exclude its time: ./millrace exclude")
                .formatted(said, limit, report.line("files")),
            (Duration) null);
  }

  private boolean quotaExhausted(HttpHeaders headers) {
    QuotaWait wait = source.quota();
    return wait != null
        && headers
            .firstValue(wait.header())
            .map(String::strip)
            .filter(wait.is()::equals)
            .isPresent();
  }

  private Optional<Duration> until(HttpHeaders headers) {
    QuotaWait wait = source.quota();
    if (wait == null || wait.until() == null) {
      return Optional.empty();
    }
    return headers
        .firstValue(wait.until())
        .map(text -> left(text.strip(), wait.unit()))
        .filter(left -> !left.isNegative())
        .map(left -> left.plus(MARGIN));
  }

  private Duration left(String text, QuotaWait.Unit unit) {
    try {
      @Nullable Instant end =
          switch (unit) {
            case SECONDS -> Instant.ofEpochSecond(Long.parseLong(text));
            case MILLISECONDS -> Instant.ofEpochMilli(Long.parseLong(text));
            case ISO -> IsoMoment.parse(text);
            case SECONDS_FROM_NOW -> clock.instant().plusSeconds(Long.parseLong(text));
          };
      return end == null ? NEVER : Duration.between(clock.instant(), end);
    } catch (NumberFormatException | DateTimeException | ArithmeticException _) {
      return NEVER;
    }
  }

  /** An unreadable time: the caller takes the usual one. */
  private static final Duration NEVER = Duration.ofSeconds(-1);
}
