package dev.millrace.local.apis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.apis.SlackApi.Refusal;
import dev.millrace.local.time.SettableClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackApiTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-02T00:00:00Z");
  private static final String HISTORY = "/api/conversations.history";
  private static final String GENERAL = "C012AB3CD";
  private static final String RANDOM = "C061EG9T2";

  private final SettableClock clock = new SettableClock(TO);
  private final SlackApi api =
      SlackApi.start(new Sample(FROM, TO, 250, 1), 0, clock, List.of(GENERAL, RANDOM), "xoxb-1");
  private final ApiCaller caller = new ApiCaller(api, "xoxb-1");

  @AfterEach
  void stop() {
    caller.close();
  }

  @ParameterizedTest
  @CsvSource({GENERAL + ", false", RANDOM + ", true"})
  void windows_that_end_a_microsecond_earlier_bring_every_message_once(
      String channel, boolean shortPages) throws Exception {
    api.shortPages(shortPages);
    List<String> fetched = new ArrayList<>();
    for (Instant from = FROM; from.isBefore(TO); from = from.plus(Duration.ofHours(6))) {
      Instant last = from.plus(Duration.ofHours(6)).minus(1, ChronoUnit.MICROS);
      fetched.addAll(pages(channel, from, last).reversed());
    }

    assertThat(fetched).containsExactlyElementsOf(ApiCaller.ids(api.held(channel, FROM, TO)));
  }

  @Test
  void the_bounds_are_exclusive_unless_inclusive_is_true() throws Exception {
    Instant moment = Instant.parse("2020-01-01T00:00:00.000100Z");
    String ts = api.post(GENERAL, moment).id();

    assertThat(ts).isEqualTo("1577836800.000100");
    assertThat(texts("oldest", ts, "latest", ts, "inclusive", "true")).containsExactly(ts);
    assertThat(texts("oldest", ts, "latest", ts)).isEmpty();
    assertThat(texts("oldest", "1577836800.000099", "latest", "1577836800.000101"))
        .containsExactly(ts);
    assertThat(texts("oldest", "1577836800", "latest", "1577836801")).containsExactly(ts);
  }

  @Test
  void an_empty_cursor_ends_the_pages() throws Exception {
    JsonNode first = history("limit", "200");
    String cursor = first.at("/response_metadata/next_cursor").asText();
    JsonNode last = history("limit", "200", "cursor", cursor);

    assertThat(first.path("has_more").asBoolean()).isTrue();
    assertThat(cursor).isNotEmpty();
    assertThat(last.path("has_more").asBoolean()).isFalse();
    assertThat(last.at("/response_metadata/next_cursor").asText("?")).isEmpty();
    assertThat(history("cursor", "bm9uc2Vuc2U=").path("error").asText())
        .isEqualTo("invalid_cursor");
  }

  @Test
  void a_page_may_be_short_with_more_to_come() throws Exception {
    api.shortPages(true);

    JsonNode page = history("limit", "15");

    assertThat(page.path("messages")).hasSize(8);
    assertThat(page.path("has_more").asBoolean()).isTrue();
  }

  @Test
  void a_ts_is_unique_in_its_channel_only() {
    List<HeldDocument> general = api.held(GENERAL, FROM, TO);
    List<HeldDocument> random = api.held(RANDOM, FROM, TO);

    assertThat(ApiCaller.ids(general)).doesNotHaveDuplicates().isEqualTo(ApiCaller.ids(random));
    assertThat(general).isNotEqualTo(random);
  }

  @Test
  void an_edit_keeps_ts() throws Exception {
    String ts = api.held(GENERAL, FROM, TO).getFirst().id();

    HeldDocument edited = api.edit(GENERAL, ts, "Never mind");

    JsonNode message = history("oldest", ts, "latest", ts, "inclusive", "true").at("/messages/0");
    assertThat(message).isEqualTo(edited.content());
    assertThat(message.path("text").asText()).isEqualTo("Never mind");
    assertThat(message.at("/edited/ts").asText()).isEqualTo(SlackMessages.ts(TO));
    assertThat(api.held(GENERAL, FROM, TO)).contains(edited);
  }

  @Test
  void errors_have_status_200() throws Exception {
    api.leave(GENERAL);
    assertThat(history().path("ok").asBoolean(true)).isFalse();
    assertThat(history().path("error").asText()).isEqualTo("not_in_channel");
    api.join(GENERAL);
    assertThat(history().path("ok").asBoolean()).isTrue();

    api.revokeToken();
    assertThat(history().path("error").asText()).isEqualTo("invalid_auth");
    api.restoreToken();
    JsonNode unauthorised =
        new ApiCaller(api, "", caller.client()).json(HISTORY, "channel", GENERAL);
    assertThat(unauthorised.path("error").asText()).isEqualTo("not_authed");
    assertThat(caller.json(HISTORY, "channel", "C0").path("error").asText())
        .isEqualTo("channel_not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "oldest, yesterday, invalid_ts_oldest",
    "latest, 1.2345678, invalid_ts_latest",
    "limit, 1000, invalid_limit",
    "limit, 0, invalid_limit"
  })
  void a_wrong_parameter_is_named_by_the_error(String name, String value, String error)
      throws Exception {
    assertThat(history(name, value).path("error").asText()).isEqualTo(error);
  }

  @Test
  void a_quota_is_refused_with_seconds_or_a_date() throws Exception {
    api.quota(1, Refusal.SECONDS);
    caller.get(HISTORY, "channel", GENERAL);
    clock.advance(Duration.ofMillis(20_500));
    HttpResponse<String> seconds = caller.get(HISTORY, "channel", GENERAL);
    api.quota(1, Refusal.DATE);
    caller.get(HISTORY, "channel", GENERAL);
    HttpResponse<String> date = caller.get(HISTORY, "channel", GENERAL);

    assertThat(seconds.statusCode()).isEqualTo(429);
    assertThat(seconds.headers().firstValue("Retry-After")).contains("40");
    assertThat(date.statusCode()).isEqualTo(429);
    assertThat(date.headers().firstValue("Retry-After")).contains("Mon, 2 Mar 2026 00:01:20 GMT");
  }

  @Test
  void a_quota_may_be_refused_by_ok_false_and_comes_back() throws Exception {
    api.quota(1, Refusal.NOT_OK);

    history();
    JsonNode refused = history();
    clock.advance(Duration.ofMinutes(1));
    JsonNode later = history();

    assertThat(refused.path("error").asText()).isEqualTo("ratelimited");
    assertThat(later.path("ok").asBoolean()).isTrue();
  }

  @Test
  void a_token_that_expires_in_the_middle_leaves_the_older_half_unseen() throws Exception {
    api.server().after(1, api::revokeToken);

    JsonNode first = history("limit", "100");
    JsonNode second =
        history("limit", "100", "cursor", first.at("/response_metadata/next_cursor").asText());

    assertThat(first.path("messages")).hasSize(100);
    assertThat(second.path("ok").asBoolean(true)).isFalse();
    assertThat(second.has("messages")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, '{\"channel\":\"C012AB3CD\",\"limit\":3}'",
    "application/x-www-form-urlencoded, channel=C012AB3CD&limit=3"
  })
  void parameters_may_be_a_body(String type, String body) throws Exception {
    var request =
        caller
            .request(api.server().url() + HISTORY)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();

    HttpResponse<String> response = caller.client().send(request, BodyHandlers.ofString());

    assertThat(ApiCaller.json(response).path("messages")).hasSize(3);
  }

  private List<String> pages(String channel, Instant oldest, Instant latest) throws Exception {
    List<String> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          caller.json(
              HISTORY,
              "channel",
              channel,
              "oldest",
              SlackMessages.ts(oldest),
              "latest",
              SlackMessages.ts(latest),
              "inclusive",
              "true",
              "limit",
              "20",
              "cursor",
              cursor);
      all.addAll(ApiCaller.texts(page.path("messages"), "/ts"));
      cursor = page.at("/response_metadata/next_cursor").asText();
    } while (!cursor.isEmpty());
    return all;
  }

  private List<String> texts(String... parameters) throws Exception {
    return ApiCaller.texts(history(parameters).path("messages"), "/ts");
  }

  private JsonNode history(String... parameters) throws Exception {
    return caller.json(HISTORY, ApiCaller.and(parameters, "channel", GENERAL));
  }
}
