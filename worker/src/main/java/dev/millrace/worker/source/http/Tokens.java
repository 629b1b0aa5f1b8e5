package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.http.Auth;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.text.Excerpt;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.http.ExchangeLog.Purpose;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The token of OAuth 2 of one source: fetched by the first request that needs it, kept until it
 * expires, and fetched by one thread at a time. Thread-safe.
 */
final class Tokens {

  private static final int MOST_ANSWER = 1 << 20;

  /** Where the server does not say how long a token is valid. */
  private static final Duration USUAL = Duration.ofMinutes(5);

  /** In seconds: a token that should be valid for longer is fetched again after a year. */
  private static final long LONGEST = Duration.ofDays(365).toSeconds();

  /** A request may take this long to arrive. */
  private static final Duration EARLY = Duration.ofSeconds(30);

  private static final JsonMapper JSON = new JsonMapper();

  private final Wire wire;
  private final NamedSecrets secrets;
  private final InstantSource clock;
  private final ExchangeLog log;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Token current;

  private record Token(String text, Instant end) {}

  /**
   * @param secrets learns the tokens, so that they are masked
   */
  Tokens(Wire wire, NamedSecrets secrets, InstantSource clock, ExchangeLog log) {
    this.wire = wire;
    this.secrets = secrets;
    this.clock = clock;
    this.log = log;
  }

  /** The token of a client. */
  String token(
      Auth.ClientCredentials client, String id, String secret, UnaryOperator<String> masked)
      throws IOException, InterruptedException {
    Token known = current;
    if (known != null && clock.instant().isBefore(known.end())) {
      return known.text();
    }
    fetching.lockInterruptibly();
    try {
      known = current;
      if (known == null || !clock.instant().isBefore(known.end())) {
        known = fetched(client, id, secret, masked);
        current = known;
      }
      return known.text();
    } finally {
      fetching.unlock();
    }
  }

  /** The next request fetches another one. */
  void forget() {
    current = null;
  }

  private Token fetched(
      Auth.ClientCredentials client, String id, String secret, UnaryOperator<String> masked)
      throws IOException, InterruptedException {
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s%s"
            .formatted(
                encoded(id),
                encoded(secret),
                client.scope().isEmpty() ? "" : "&scope=" + encoded(client.scope()));
    Wire.Answer answer = wire.sendForm(URI.create(client.tokenUrl()), form);
    log.answered(Purpose.TOKEN, "POST " + client.tokenUrl(), answer.status(), answer.took());
    byte[] body;
    try (var in = answer.body()) {
      body = in.readNBytes(MOST_ANSWER);
    }
    if (answer.status() >= 500) {
      throw new IOException(
          "POST %s was answered with %d".formatted(client.tokenUrl(), answer.status()));
    }
    JsonNode json = json(body);
    String token = json.path("access_token").asText("");
    if (answer.status() != 200 || token.isEmpty()) {
      throw new SourceUnavailableException(
          Kind.REFUSES_KEY,
          "POST %s gave no token but %d: %s; check %s and %s"
              .formatted(
                  client.tokenUrl(),
                  answer.status(),
                  Excerpt.of(body, masked),
                  client.clientId(),
                  client.clientSecret()),
          Credentials.PAUSE);
    }
    secrets.conceal(token);
    if (!Credentials.fitsHeader(token)) {
      throw new SourceUnavailableException(
          Kind.REFUSES_KEY,
          "POST %s gave a token with characters that no header may have"
              .formatted(client.tokenUrl()),
          Credentials.PAUSE);
    }
    long seconds = json.path("expires_in").asLong(USUAL.toSeconds());
    return new Token(
        token, clock.instant().plusSeconds(Math.clamp(seconds, 0, LONGEST)).minus(EARLY));
  }

  private static JsonNode json(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException _) {
      return JSON.nullNode();
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
