package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of channels as {@code /api/conversations.history} of Slack answers them: newest
 * first, timestamps {@code ts} in seconds with six digits of microseconds, both bounds exclusive
 * unless {@code inclusive} is true. Errors have status 200 and {@code "ok":false}. A page may be
 * shorter than {@code limit} with more to come; the end is an empty {@code next_cursor}. A {@code
 * ts} is unique in its channel only, and an edit keeps it. Thread-safe.
 */
public final class SlackApi implements PublicApi {
  /** How an exhausted quota is said. */
  public enum Refusal {
    /** Status 429 with {@code Retry-After} in seconds. */
    SECONDS,
    /** Status 429 with {@code Retry-After} as an HTTP date. */
    DATE,
    /** Status 200, {@code "ok":false}, {@code "error":"ratelimited"}, and no header. */
    NOT_OK
  }

  private static final int MOST = 999;

  private final InstantSource clock;
  private final String token;
  private final Map<String, History> channels = new LinkedHashMap<>();
  private final Set<String> left = ConcurrentHashMap.newKeySet();
  private final Random random;
  private final ApiServer server;
  private volatile boolean revoked;
  private volatile boolean shortPages;
  private volatile @Nullable Quota quota;
  private volatile Refusal refusal = Refusal.SECONDS;

  private SlackApi(
      Sample sample, int port, InstantSource clock, List<String> channels, String token) {
    this.clock = clock;
    this.token = token;
    random = sample.random(channels.size());
    for (String channel : channels) {
      this.channels.put(channel, new History());
      // The same for all channels: the microsecond of a message means nothing in another.
      sample.timestamps(ChronoUnit.MICROS, 0).stream()
          .distinct()
          .forEach(moment -> post(channel, moment));
    }
    server = ApiServer.start(port, this::answer);
  }

  /**
   * On the given port; 0 means a free one.
   *
   * @param channels their ids, such as {@code C012AB3CD}; all have messages at the same moments
   * @param token the bearer token to ask for
   */
  public static SlackApi start(
      Sample sample, int port, InstantSource clock, List<String> channels, String token) {
    return new SlackApi(sample, port, clock, channels, token);
  }

  /** Adds a message with a {@code ts} of this microsecond, which must be free in the channel. */
  public synchronized HeldDocument post(String channel, Instant moment) {
    return history(channel)
        .add(SlackMessages.message(moment.truncatedTo(ChronoUnit.MICROS), random));
  }

  /** Changes the text of a message; its {@code ts} stays. */
  public HeldDocument edit(String channel, String ts, String text) {
    String now = SlackMessages.ts(clock.instant());
    return history(channel).change(ts, message -> SlackMessages.edit(message, text, now));
  }

  /** The messages of {@code [from, to)} in ascending order; their id is {@code ts}. */
  public List<HeldDocument> held(String channel, Instant from, Instant to) {
    return history(channel).between(from, to);
  }

  /** The owner of the token is thrown out of a channel: {@code not_in_channel}. */
  public void leave(String channel) {
    history(channel);
    left.add(channel);
  }

  /** The owner of the token is in the channel again. */
  public void join(String channel) {
    left.remove(channel);
  }

  /** The token is no longer good: {@code invalid_auth}. */
  public void revokeToken() {
    revoked = true;
  }

  /** The token is good again. */
  public void restoreToken() {
    revoked = false;
  }

  /** Whether pages have about half of the messages that {@code limit} asks for. */
  public void shortPages(boolean shorter) {
    shortPages = shorter;
  }

  /** From now on this many requests a minute of the stand-in's clock; unlimited at the start. */
  public void quota(int requests, Refusal saidBy) {
    refusal = saidBy;
    quota = new Quota(clock, requests, Duration.ofMinutes(1));
  }

  private History history(String channel) {
    History history = channels.get(channel);
    if (history == null) {
      throw new IllegalArgumentException(
          "no channel " + channel + " here, only " + channels.keySet());
    }
    return history;
  }

  private Answer answer(Request request) {
    Quota current = quota;
    if (current != null && !current.take()) {
      return limited(current);
    }
    if (!request.path().equals("/api/conversations.history")) {
      return error("unknown_method");
    }
    if (request.header("Authorization") == null) {
      return error("not_authed");
    }
    if (revoked || !request.bears(token)) {
      return error("invalid_auth");
    }
    String channel = request.parameter("channel", "");
    History history = channels.get(channel);
    if (history == null) {
      return error("channel_not_found");
    }
    return left.contains(channel) ? error("not_in_channel") : page(request, history);
  }

  private Answer limited(Quota exhausted) {
    return switch (refusal) {
      case SECONDS -> tooMany().with("Retry-After", Long.toString(exhausted.secondsLeft()));
      case DATE ->
          tooMany()
              .with(
                  "Retry-After",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      exhausted.reset().atOffset(ZoneOffset.UTC)));
      case NOT_OK -> error("ratelimited");
    };
  }

  private static Answer tooMany() {
    return Answer.json(429, Answer.object().put("ok", false).put("error", "ratelimited"));
  }

  private static Answer error(String error) {
    return Answer.json(200, Answer.object().put("ok", false).put("error", error));
  }

  private Answer page(Request request, History history) {
    String oldest = request.parameter("oldest", "0");
    String latest = request.parameter("latest");
    Instant start = SlackMessages.moment(oldest);
    Instant end = latest == null ? clock.instant() : SlackMessages.moment(latest);
    if (start == null || end == null) {
      return error(start == null ? "invalid_ts_oldest" : "invalid_ts_latest");
    }
    String limit = request.parameter("limit", "100");
    if (!limit.matches("[1-9]\\d{0,2}") || Integer.parseInt(limit) > MOST) {
      return error("invalid_limit");
    }
    boolean inclusive = request.parameter("inclusive", "false").matches("true|1");
    Instant from = start.plus(inclusive ? 0 : 1, ChronoUnit.MICROS);
    Instant before = end.plus(inclusive ? 1 : 0, ChronoUnit.MICROS);
    String cursor = request.parameter("cursor", "");
    if (!cursor.isEmpty()) {
      Instant next = next(cursor);
      if (next == null) {
        return error("invalid_cursor");
      }
      before = next;
    }
    int size = Integer.parseInt(limit);
    return page(
        history.between(from, before).reversed(), shortPages ? Math.ceilDiv(size, 2) : size);
  }

  private static Answer page(List<HeldDocument> newest, int size) {
    boolean more = newest.size() > size;
    List<HeldDocument> shown = newest.subList(0, Math.min(size, newest.size()));
    ObjectNode body = Answer.object().put("ok", true);
    body.set("messages", Answer.array(shown));
    body.put("has_more", more).put("pin_count", 0);
    body.putObject("response_metadata").put("next_cursor", more ? cursor(shown.getLast()) : "");
    return Answer.json(200, body);
  }

  /** The next page begins before this message, whatever is posted meanwhile. */
  private static String cursor(HeldDocument last) {
    byte[] text = ("next_ts:" + last.id()).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private static @Nullable Instant next(String cursor) {
    try {
      String text = new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8);
      return text.startsWith("next_ts:") ? SlackMessages.moment(text.substring(8)) : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  @Override
  public ApiServer server() {
    return server;
  }

  @Override
  public String realUrl() {
    return "https://slack.com";
  }
}
