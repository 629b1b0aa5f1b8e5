package dev.millrace.worker.source.api;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.GatewayTimeoutException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.Requests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;

/**
 * The two requests for the documents of a slice: one with the key for a link, then one without it
 * to that link. Does not retry. No error contains the key or a link. Thread-safe.
 */
public final class ApiSource implements DocumentSource {

  private static final Duration WRONG_KEY_PAUSE = Duration.ofMinutes(5);
  private static final Set<Integer> GATEWAY_TIMEOUT = Set.of(502, 504);
  private static final Set<Integer> WRONG_KEY = Set.of(401, 403);
  private static final int NO_CONTENT = 204;
  private static final byte[] NO_DOCUMENTS = {'[', ']'};
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int MOST_REDIRECTS = 3;

  static {
    // The client reads this once. Each part of an answer wakes the reading thread, and parts of the
    // default 16 kB hold only two documents.
    System.setProperty(
        "jdk.httpclient.bufsize", System.getProperty("jdk.httpclient.bufsize", "65536"));
  }

  private final SourceSettings settings;
  private final URI url;
  private final Links links;
  private final InstantSource clock;
  private final Duration silence;
  private final HttpClient http;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * @param url of the settings
   * @param silence the timeout of an answer, and of each part of its body
   */
  ApiSource(SourceSettings settings, URI url, InstantSource clock, Duration silence) {
    this.settings = settings;
    this.url = url;
    this.links = new Links(url);
    this.clock = clock;
    this.silence = silence;
    this.http = HttpClients.client();
    this.timer = HttpClients.timer("source");
  }

  /** A guarded client of the document API; it is closed with the guard. */
  public static GuardedSource guarded(SourceSettings settings, InstantSource clock) {
    return guarded(settings, clock, HttpClients.SILENCE, Requests.FIRST_PAUSE);
  }

  /**
   * The same together with the sources of other types.
   *
   * @param all makes the source of all types from this one
   */
  public static GuardedSource guarded(
      SourceSettings settings, InstantSource clock, UnaryOperator<DocumentSource> all) {
    return guarded(
        settings,
        clock,
        HttpClients.SILENCE,
        Requests.FIRST_PAUSE,
        all.apply(source(settings, clock, HttpClients.SILENCE)));
  }

  static GuardedSource guarded(
      SourceSettings settings, InstantSource clock, Duration silence, Duration firstPause) {
    return guarded(settings, clock, silence, firstPause, source(settings, clock, silence));
  }

  private static DocumentSource source(
      SourceSettings settings, InstantSource clock, Duration silence) {
    URI url = settings.url();
    return url == null ? ApiSource::missing : new ApiSource(settings, url, clock, silence);
  }

  private static DocumentStream missing(String type, Window window) {
    throw new SourceUnavailableException(
        Kind.REFUSES_KEY,
        ("%s has no source of its own, and the worker knows no document API; set"
                + " MILLRACE_SOURCE_URL and MILLRACE_SOURCE_KEY, or write source: into the"
                + " definition")
            .formatted(type),
        WRONG_KEY_PAUSE);
  }

  private static GuardedSource guarded(
      SourceSettings settings,
      InstantSource clock,
      Duration silence,
      Duration firstPause,
      DocumentSource source) {
    return new GuardedSource(settings.name(), source, settings.rate(), clock, silence, firstPause);
  }

  @Override
  public DocumentStream open(String type, Window window) throws IOException, InterruptedException {
    return new DocumentStream(documents(type, window), settings.sizes().document());
  }

  /** The documents as one unread JSON array. */
  private InputStream documents(String type, Window window)
      throws IOException, InterruptedException {
    URI question = URI.create(url + query(type, window));
    HttpRequest.Builder firstStep =
        HttpRequest.newBuilder(question).header("x-api-key", settings.key());
    return switch (FirstAnswer.read(body(send(firstStep), 1))) {
      case FirstAnswer.Documents(InputStream array) -> array;
      case FirstAnswer.Link(String link) ->
          follow(links.follow(question, link, "step 1 answered a link"));
    };
  }

  /** Step 2, which may be redirected, but not to another scheme. */
  private InputStream follow(URI link) throws IOException, InterruptedException {
    URI url = link;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpResponse<InputStream> response = send(HttpRequest.newBuilder(url));
      if (!HttpClients.redirects(response.statusCode())) {
        return body(response, 2);
      }
      response.body().close();
      URI target = target(response, url);
      if (!target.getScheme().equals(url.getScheme())) {
        throw new IOException(
            "step 2 was redirected from %s to %s".formatted(url.getScheme(), target.getScheme()));
      }
      url = target;
    }
    throw new IOException("step 2 was redirected more than %d times".formatted(MOST_REDIRECTS));
  }

  private URI target(HttpResponse<?> response, URI url) throws IOException {
    String location =
        response
            .headers()
            .firstValue("location")
            .orElseThrow(() -> new IOException("step 2 was redirected without a Location header"));
    return links.follow(url, location, "step 2 was redirected to a URL");
  }

  /** Both bounds of the API are inclusive, in seconds. */
  private static String query(String type, Window window) {
    return "%s?timestamp_from=%d&timestamp_to=%d&just_url=true"
        .formatted(
            URLEncoder.encode(type, StandardCharsets.UTF_8).replace("+", "%20"),
            window.from(),
            window.to() - 1);
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request.timeout(silence).header("accept-encoding", "gzip").build(),
        BodyHandlers.ofInputStream());
  }

  private InputStream body(HttpResponse<InputStream> response, int step) throws IOException {
    InputStream body = new TimedInput(response.body(), silence, timer);
    try {
      if (step == 2 && response.statusCode() == NO_CONTENT) {
        body.close();
        return new ByteArrayInputStream(NO_DOCUMENTS);
      }
      check(response, step);
      return ContentCodings.undone(
          body, response.headers().allValues("content-encoding"), "step " + step);
    } catch (IOException | RuntimeException e) {
      body.close();
      throw e;
    }
  }

  private void check(HttpResponse<InputStream> response, int step) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    if (step == 1 && WRONG_KEY.contains(status)) {
      throw new SourceUnavailableException(
          Kind.REFUSES_KEY,
          "the document API rejected the API key (HTTP %d); check MILLRACE_SOURCE_KEY"
              .formatted(status),
          WRONG_KEY_PAUSE);
    }
    if (status == TOO_MANY_REQUESTS) {
      throw new SourceUnavailableException(
          Kind.ASKS_TO_WAIT,
          "the source asks to wait (429)",
          RetryAfter.of(response.headers(), clock.instant()));
    }
    String answer = "step %d answered %d".formatted(step, status);
    throw GATEWAY_TIMEOUT.contains(status)
        ? new GatewayTimeoutException(answer)
        : new IOException(answer);
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
    timer.shutdownNow();
  }
}
