package dev.millrace.worker.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Names of Slack channels. Only "no such channel" means no name; any other answer without a name is
 * a failure. While Slack asks to wait, no request is sent. No error contains the token.
 * Thread-safe.
 */
public final class SlackChannels implements LookupSource {

  private static final Duration KEPT = Duration.ofHours(1);
  private static final Duration MISSING_KEPT = Duration.ofMinutes(5);
  private static final Duration TIME_OUT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * Ids have about ten characters; to malformed ids Slack answers with errors other than "no such
   * channel".
   */
  private static final int LONGEST_ID = 100;

  /** Maximum size of an answer about one channel, which usually has about 1,000 bytes. */
  private static final long MOST_BYTES = 1 << 20;

  private static final JsonMapper JSON = new JsonMapper();

  private final URI api;
  private final String token;
  private final InstantSource clock;
  private final LookupCache<String, String> names;
  private final HttpClient http;
  private volatile Instant blockedUntil = Instant.EPOCH;

  /**
   * @param api up to {@code /api/}
   * @param token a bearer token
   */
  public SlackChannels(URI api, String token, InstantSource clock) {
    this.api = api;
    this.token = token;
    this.clock = clock;
    this.names = new LookupCache<>(KEPT, MISSING_KEPT, clock);
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(TIME_OUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * The name of a channel now; empty when there is no such channel, or it has none.
   *
   * @throws LookupFailedException when Slack does not answer the question
   */
  @Override
  public Optional<String> find(String channel, long timestamp) throws InterruptedException {
    return channel.isBlank() || channel.length() > LONGEST_ID
        ? Optional.empty()
        : names.get(channel, () -> ask(channel));
  }

  private Optional<String> ask(String channel) throws InterruptedException {
    Duration blocked = Duration.between(clock.instant(), blockedUntil);
    if (blocked.isPositive()) {
      throw new LookupFailedException("Slack asks to wait", blocked);
    }
    try {
      HttpResponse<byte[]> response =
          http.send(
              request(channel), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
      if (response.statusCode() == TOO_MANY_REQUESTS) {
        throw block(retryAfter(response));
      }
      if (response.statusCode() != 200) {
        throw new LookupFailedException("Slack answered " + response.statusCode(), PAUSE);
      }
      return name(JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new LookupFailedException("Slack does not answer", PAUSE, e);
    }
  }

  private HttpRequest request(String channel) {
    String query =
        "conversations.info?channel=" + URLEncoder.encode(channel, StandardCharsets.UTF_8);
    return HttpRequest.newBuilder(api.resolve(query))
        .timeout(TIME_OUT)
        .header("Authorization", "Bearer " + token)
        .build();
  }

  private Optional<String> name(JsonNode answer) {
    if (answer.path("ok").asBoolean()) {
      return Optional.ofNullable(answer.path("channel").path("name").textValue());
    }
    String error = answer.path("error").asText("an unexpected body");
    return switch (error) {
      case "channel_not_found" -> Optional.empty();
      case "ratelimited" -> throw block(PAUSE);
      default -> throw new LookupFailedException("Slack answered " + error, PAUSE);
    };
  }

  private LookupFailedException block(Duration pause) {
    blockedUntil = clock.instant().plus(pause);
    return new LookupFailedException("Slack asks to wait", pause);
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    String value = response.headers().firstValue("retry-after").orElse("").strip();
    if (!value.matches("\\d{1,6}")) {
      return PAUSE;
    }
    Duration pause = Duration.ofSeconds(Long.parseLong(value));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
