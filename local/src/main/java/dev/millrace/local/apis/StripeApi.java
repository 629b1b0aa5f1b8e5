package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of an account as {@code /v1/events} of Stripe lists them: newest first, selected by
 * {@code created} in whole seconds with the bounds {@code created[gt]}, {@code [gte]}, {@code [lt]}
 * and {@code [lte]}. A page has 10 events, or {@code limit} up to 100. The next one has the events
 * that are older than {@code starting_after}, an id; {@code has_more} says whether there are any.
 * Events older than 30 days are forgotten: a query for them is answered by an empty list with
 * status 200. Thread-safe.
 */
public final class StripeApi implements PublicApi {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final Set<String> PARAMETERS =
      Set.of(
          "created",
          "created[gt]",
          "created[gte]",
          "created[lt]",
          "created[lte]",
          "limit",
          "starting_after",
          "type");

  private final InstantSource clock;
  private final String key;
  private final History history = new History();
  private final Random random;
  private final ApiServer server;
  private int created;
  private volatile boolean revoked;
  private volatile @Nullable Quota quota;

  private StripeApi(Sample sample, int port, InstantSource clock, String key) {
    this.clock = clock;
    this.key = key;
    random = sample.random(1);
    sample.timestamps(ChronoUnit.SECONDS, 0).forEach(this::add);
    server = ApiServer.start(port, this::answer);
  }

  /**
   * On the given port; 0 means a free one.
   *
   * @param key the secret key to ask for, as a bearer token
   */
  public static StripeApi start(Sample sample, int port, InstantSource clock, String key) {
    return new StripeApi(sample, port, clock, key);
  }

  /** Adds an event that was created in this second, newer than the others of it. */
  public synchronized HeldDocument add(Instant second) {
    return history.add(
        StripeEvents.event(created++, second.truncatedTo(ChronoUnit.SECONDS), random));
  }

  /** The webhooks of an event were delivered: the only thing of an event that changes. */
  public HeldDocument deliver(String id) {
    return history.change(id, event -> event.put("pending_webhooks", 0));
  }

  /** The events of {@code [from, to)} that are not forgotten yet, in ascending order. */
  public List<HeldDocument> held(Instant from, Instant to) {
    Instant oldest = clock.instant().minus(KEPT);
    return history.between(from.isBefore(oldest) ? oldest : from, to);
  }

  /** The key is no longer good: 401. */
  public void revokeKey() {
    revoked = true;
  }

  /** The key is good again. */
  public void restoreKey() {
    revoked = false;
  }

  /**
   * From now on this many requests a second of the stand-in's clock; unlimited at the start. More
   * are answered by 429 without {@code Retry-After}.
   */
  public void quota(int requests) {
    quota = new Quota(clock, requests, Duration.ofSeconds(1));
  }

  private Answer answer(Request request) {
    if (revoked || !request.bears(key)) {
      return error(401, "Invalid API Key provided", "api_key_invalid", null);
    }
    Quota current = quota;
    if (current != null && !current.take()) {
      return error(429, "Too many requests hit the API too quickly.", "rate_limit", null);
    }
    if (!request.path().equals("/v1/events")) {
      return error(404, "Unrecognized request URL", "not_found", null);
    }
    for (String name : request.parameters().keySet()) {
      if (!PARAMETERS.contains(name)) {
        return error(400, "Received unknown parameter: " + name, "parameter_unknown", name);
      }
    }
    try {
      return page(request);
    } catch (NumberFormatException e) {
      return error(400, "Invalid integer: " + e.getMessage(), "parameter_invalid_integer", null);
    }
  }

  private Answer page(Request request) {
    int limit = Integer.parseInt(request.parameter("limit", "10"));
    if (limit < 1 || limit > 100) {
      return error(400, "limit must be between 1 and 100", "parameter_invalid_integer", "limit");
    }
    List<HeldDocument> newest = selected(request);
    String after = request.parameter("starting_after");
    if (after != null) {
      HeldDocument last = history.find(after);
      if (last == null || held(last.timestamp(), last.timestamp().plusSeconds(1)).isEmpty()) {
        return error(400, "No such event: '" + after + "'", "resource_missing", "starting_after");
      }
      newest = newest.stream().filter(event -> older(event, last)).toList();
    }
    ObjectNode body = Answer.object().put("object", "list").put("url", "/v1/events");
    body.put("has_more", newest.size() > limit);
    body.set("data", Answer.array(newest.subList(0, Math.min(limit, newest.size()))));
    return Answer.json(200, body);
  }

  private static boolean older(HeldDocument event, HeldDocument than) {
    int order = event.timestamp().compareTo(than.timestamp());
    return order < 0 || (order == 0 && event.id().compareTo(than.id()) < 0);
  }

  private List<HeldDocument> selected(Request request) {
    long from = 0;
    long to = Long.MAX_VALUE / 1_000_000_000;
    String exact = request.parameter("created");
    if (exact != null) {
      from = Long.parseLong(exact);
      to = from + 1;
    }
    from = Math.max(from, bound(request, "created[gte]", from, 0));
    from = Math.max(from, bound(request, "created[gt]", from, 1));
    to = Math.min(to, bound(request, "created[lt]", to, 0));
    to = Math.min(to, bound(request, "created[lte]", to, 1));
    String type = request.parameter("type");
    return held(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to)).reversed().stream()
        .filter(event -> type == null || event.content().path("type").asText().equals(type))
        .toList();
  }

  private static long bound(Request request, String name, long otherwise, int more) {
    String text = request.parameter(name);
    return text == null ? otherwise : Long.parseLong(text) + more;
  }

  private static Answer error(int status, String message, String code, @Nullable String param) {
    ObjectNode body = Answer.object();
    ObjectNode error = body.putObject("error").put("message", message).put("code", code);
    if (param != null) {
      error.put("param", param);
    }
    error.put("type", "invalid_request_error");
    return Answer.json(status, body);
  }

  @Override
  public ApiServer server() {
    return server;
  }

  @Override
  public String realUrl() {
    return "https://api.stripe.com";
  }
}
