package dev.millrace.worker.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.time.Window;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
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
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;

/**
 * Asks the document API for the documents of a slice, in two steps: a link first, then, without the
 * key, what it leads to. A failure restarts at step 1, since links expire. Thread-safe.
 */
public final class SourceClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration OPEN = Duration.ofSeconds(30);
  private static final int TRIES = 3;
  private static final Set<Integer> WRONG_KEY = Set.of(401, 403);
  private static final int TOO_MANY_REQUESTS = 429;

  private final SourceSettings settings;
  private final InstantSource clock;
  private final HttpClient http;
  private final JsonMapper json = new JsonMapper();
  private final Retry retry;
  private final CircuitBreaker circuit;

  public SourceClient(SourceSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    this.retry =
        Retry.of(
            "source",
            RetryConfig.custom()
                .maxAttempts(TRIES)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(200), 2.0, 0.5))
                .retryExceptions(IOException.class)
                .build());
    this.circuit =
        CircuitBreaker.of(
            "source",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .waitDurationInOpenState(OPEN)
                .recordExceptions(IOException.class, SourceAwayException.class)
                .build());
  }

  /**
   * Opens the stream of a slice's documents.
   *
   * @throws SourceAwayException when the source cannot be reached, refuses the key, asks to wait or
   *     fails, after three tries a second apart at most
   */
  public DocumentStream open(String type, Window window) throws InterruptedException {
    Callable<InputStream> steps = () -> secondStep(firstStep(type, window));
    try {
      InputStream documents =
          CircuitBreaker.decorateCallable(circuit, Retry.decorateCallable(retry, steps)).call();
      return new DocumentStream(documents, settings.documentBytes());
    } catch (CallNotPermittedException e) {
      throw new SourceAwayException("the source has failed too often; waiting", OPEN);
    } catch (IOException e) {
      throw new SourceAwayException(
          "the source does not answer for %s %s: %s".formatted(type, window, describe(e)), e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("an exception that no step declares", e);
    }
  }

  private Link firstStep(String type, Window window) throws IOException, InterruptedException {
    String query =
        "%s?timestamp_from=%d&timestamp_to=%d&just_url=true"
            .formatted(
                URLEncoder.encode(type, StandardCharsets.UTF_8).replace("+", "%20"),
                window.from(),
                window.to() - 1);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(settings.url() + query))
            .timeout(ANSWER)
            .header("x-api-key", settings.key())
            .header("accept-encoding", "gzip")
            .build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    check(response, 1);
    try (InputStream body = body(response)) {
      return link(body.readAllBytes());
    }
  }

  /** Reads all the forms that deployments answer: a link under two names, or the documents. */
  private Link link(byte[] answer) throws IOException {
    JsonNode node;
    try {
      node = json.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new IOException("step 1 answered no JSON: " + e.getOriginalMessage(), e);
    }
    if (node.isArray()) {
      return new Link.Documents(answer);
    }
    for (String name : new String[] {"all_docs_url", "url"}) {
      if (node.path(name).isTextual()) {
        return new Link.Url(URI.create(node.path(name).textValue()));
      }
    }
    throw new IOException("step 1 answered neither a link nor documents");
  }

  private InputStream secondStep(Link link) throws IOException, InterruptedException {
    return switch (link) {
      case Link.Documents(byte[] documents) -> new ByteArrayInputStream(documents);
      case Link.Url(URI url) -> {
        HttpRequest request =
            HttpRequest.newBuilder(url).timeout(ANSWER).header("accept-encoding", "gzip").build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        check(response, 2);
        yield body(response);
      }
    };
  }

  private void check(HttpResponse<InputStream> response, int step) throws IOException {
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    response.body().close();
    if (step == 1 && WRONG_KEY.contains(status)) {
      throw new SourceAwayException(
          "the source refuses our key (%d); check MILLRACE_SOURCE_KEY".formatted(status),
          Duration.ofMinutes(5));
    }
    if (status == TOO_MANY_REQUESTS) {
      throw new SourceAwayException(
          "the source asks to wait (429)", RetryAfter.of(response.headers(), clock.instant()));
    }
    throw new IOException("step %d answered %d".formatted(step, status));
  }

  private static InputStream body(HttpResponse<InputStream> response) throws IOException {
    boolean gzip =
        response.headers().firstValue("content-encoding").filter("gzip"::equals).isPresent();
    return gzip ? new GZIPInputStream(response.body(), 1 << 16) : response.body();
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private sealed interface Link {
    record Url(URI url) implements Link {}

    /**
     * @param documents the answer itself, as older deployments give it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Documents(byte[] documents) implements Link {}
  }
}
