package dev.millrace.worker.source.http;

import dev.millrace.settings.HttpUrl;
import dev.millrace.worker.source.api.ContentCodings;
import dev.millrace.worker.source.api.HttpClients;
import dev.millrace.worker.source.api.TimedInput;
import dev.millrace.worker.source.s3.S3Requests;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends requests over HTTP. Redirects never leave the host. Does not retry. Thread-safe. */
final class Wire implements AutoCloseable {

  private static final int MOST_REDIRECTS = 3;

  private final Duration silence;
  private final LongSupplier nanoTime;
  private final HttpClient http;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param silence the timeout of an answer, and of each part of its body
   */
  Wire(Duration silence, LongSupplier nanoTime) {
    this.silence = silence;
    this.nanoTime = nanoTime;
    this.http = HttpClients.client();
    this.timer = HttpClients.timer("http");
  }

  /**
   * An answer, unread.
   *
   * @param body decompressed; the caller closes it
   */
  record Answer(int status, HttpHeaders headers, InputStream body, Duration took) {}

  /** Learns of each redirect that is followed. Thread-safe. */
  @FunctionalInterface
  interface Redirects {
    void followed(URI from, int status, Duration took);
  }

  /** A redirect that is not followed; the next request would get the same one. */
  static final class BadRedirectException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param where completes "was redirected"
     */
    BadRedirectException(String where) {
      super(where);
    }
  }

  /**
   * Sends a request to the host of the question, and follows redirects there.
   *
   * @throws BadRedirectException for a redirect to another host or to nowhere
   */
  Answer send(Question question, Map<String, String> headers, Redirects redirects)
      throws IOException, InterruptedException {
    URI url = question.uri();
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      long begun = nanoTime.getAsLong();
      HttpResponse<InputStream> response =
          http.send(request(url, question.body(), headers), BodyHandlers.ofInputStream());
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - begun);
      if (!HttpClients.redirects(response.statusCode())) {
        return answer(response, took);
      }
      response.body().close();
      URI next = target(response, url, question.uri());
      redirects.followed(url, response.statusCode(), took);
      url = next;
    }
    throw new BadRedirectException("more than %d times".formatted(MOST_REDIRECTS));
  }

  /**
   * Asks for an object of S3, and again where its bucket says that it is in another region. Does
   * not follow redirects.
   */
  Answer sendToS3(S3Requests requests, URI object, Map<String, String> headers)
      throws IOException, InterruptedException {
    Answer answer = sendOnce(requests.signed(object, headers));
    Optional<String> region = answer.headers().firstValue(S3Requests.BUCKET_REGION);
    if (answer.status() == 200
        || region.isEmpty()
        || !requests.moved(String.valueOf(object.getRawAuthority()), region.get())) {
      return answer;
    }
    answer.body().close();
    return sendOnce(requests.signed(object, headers));
  }

  private Answer sendOnce(S3Requests.Signed signed) throws IOException, InterruptedException {
    long begun = nanoTime.getAsLong();
    HttpResponse<InputStream> response =
        http.send(request(signed.url(), null, signed.headers()), BodyHandlers.ofInputStream());
    return answer(response, Duration.ofNanos(nanoTime.getAsLong() - begun));
  }

  /** Sends a form, without following redirects. */
  Answer sendForm(URI url, String form) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(silence)
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    long begun = nanoTime.getAsLong();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    return answer(response, Duration.ofNanos(nanoTime.getAsLong() - begun));
  }

  private HttpRequest request(URI url, @Nullable String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(silence).header("accept-encoding", "gzip");
    headers.forEach(request::setHeader);
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
      if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
        request.setHeader("content-type", "application/json");
      }
    }
    return request.build();
  }

  private Answer answer(HttpResponse<InputStream> response, Duration took) throws IOException {
    InputStream body = new TimedInput(response.body(), silence, timer);
    try {
      return new Answer(
          response.statusCode(),
          response.headers(),
          ContentCodings.undone(
              body, response.headers().allValues("content-encoding"), "the source"),
          took);
    } catch (IOException e) {
      body.close();
      throw e;
    }
  }

  private static URI target(HttpResponse<?> response, URI page, URI origin) throws IOException {
    String location =
        response
            .headers()
            .firstValue("location")
            .orElseThrow(() -> new BadRedirectException("without a Location header"));
    URI target;
    try {
      target = HttpUrl.askable(HttpUrl.resolve(page, location));
    } catch (IllegalArgumentException e) {
      throw new BadRedirectException("to an invalid URL: " + e.getMessage());
    }
    if (target.getRawUserInfo() != null) {
      throw new BadRedirectException("to a URL with a user name");
    }
    if (!sameHost(origin, target)) {
      throw new BadRedirectException(
          "to the host '%s', but only '%s' is asked"
              .formatted(target.getRawAuthority(), origin.getRawAuthority()));
    }
    return target;
  }

  /** Whether both are the same scheme, host and port. */
  static boolean sameHost(URI a, URI b) {
    return Objects.equals(a.getScheme(), b.getScheme())
        && String.valueOf(a.getHost()).equalsIgnoreCase(String.valueOf(b.getHost()))
        && port(a) == port(b);
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    timer.shutdownNow();
  }
}
