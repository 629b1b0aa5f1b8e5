package dev.millrace.local.apis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.time.SettableClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeApiTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-03T00:00:00Z");
  private static final String EVENTS = "/v1/events";

  private final SettableClock clock = new SettableClock(TO);
  private final StripeApi api = StripeApi.start(new Sample(FROM, TO, 250, 1), 0, clock, "sk_1");
  private final ApiCaller caller = new ApiCaller(api, "sk_1");

  @AfterEach
  void stop() {
    caller.close();
  }

  @Test
  void half_open_windows_bring_every_event_once() throws Exception {
    List<String> fetched = new ArrayList<>();
    for (Instant from = FROM; from.isBefore(TO); from = from.plus(Duration.ofHours(6))) {
      fetched.addAll(pages(from, from.plus(Duration.ofHours(6))).reversed());
    }

    assertThat(fetched).containsExactlyElementsOf(ApiCaller.ids(api.held(FROM, TO)));
  }

  @ParameterizedTest
  @CsvSource({
    "created[gte], 0, true",
    "created[gte], 1, false",
    "created[gt], 0, false",
    "created[gt], -1, true",
    "created[lte], 0, true",
    "created[lt], 0, false",
    "created[lt], 1, true",
    "created, 0, true",
    "created, 1, false"
  })
  void each_bound_is_what_its_name_says(String bound, int more, boolean found) throws Exception {
    Sample nothing = new Sample(FROM, TO, 0, 1);
    try (StripeApi one = StripeApi.start(nothing, 0, clock, "sk_1")) {
      one.add(FROM);

      JsonNode list =
          new ApiCaller(one, "sk_1", caller.client())
              .json(EVENTS, bound, Long.toString(FROM.getEpochSecond() + more));

      assertThat(list.path("data")).hasSize(found ? 1 : 0);
    }
  }

  @Test
  void starting_after_means_older_and_events_of_one_second_are_told_apart() throws Exception {
    Instant second = TO.minusSeconds(1);
    String first = api.add(second).id();
    String middle = api.add(second).id();
    String newest = api.add(second).id();

    JsonNode top = caller.json(EVENTS, "limit", "2");
    JsonNode next = caller.json(EVENTS, "limit", "1", "starting_after", middle);

    assertThat(ApiCaller.texts(top.path("data"), "/id")).containsExactly(newest, middle);
    assertThat(top.path("has_more").asBoolean()).isTrue();
    assertThat(ApiCaller.texts(next.path("data"), "/id")).containsExactly(first);
  }

  @Test
  void an_event_that_is_new_meanwhile_is_on_no_older_page() throws Exception {
    api.server().after(1, () -> api.add(TO.minusSeconds(1)));

    List<String> fetched = pages(FROM, TO);

    assertThat(fetched).hasSize(250).doesNotHaveDuplicates();
    assertThat(api.held(FROM, TO)).hasSize(251);
  }

  @Test
  void what_is_older_than_30_days_is_forgotten_without_an_error() throws Exception {
    List<HeldDocument> before = api.held(FROM, TO);
    clock.set(FROM.plus(Duration.ofDays(31)));

    List<HeldDocument> after = api.held(FROM, TO);

    assertThat(after)
        .isNotEmpty()
        .isEqualTo(before.subList(before.size() - after.size(), before.size()))
        .allMatch(event -> !event.timestamp().isBefore(FROM.plus(Duration.ofDays(1))));
    assertThat(pages(FROM, TO).reversed()).isEqualTo(ApiCaller.ids(after));
    assertThat(pages(FROM, FROM.plus(Duration.ofDays(1)))).isEmpty();
    HttpResponse<String> lost = caller.get(EVENTS, "starting_after", before.getFirst().id());
    assertThat(lost.statusCode()).isEqualTo(400);
  }

  @Test
  void delivered_webhooks_change_an_event_and_nothing_else_does() throws Exception {
    HeldDocument event = api.held(FROM, TO).getLast();

    HeldDocument delivered = api.deliver(event.id());

    JsonNode answered = caller.json(EVENTS, "limit", "1").at("/data/0");
    assertThat(answered.toString())
        .isEqualTo(delivered.content().toString())
        .isNotEqualTo(event.content().toString());
    assertThat(answered.path("pending_webhooks").asInt()).isZero();
    assertThat(answered.path("created").asLong()).isEqualTo(event.timestamp().getEpochSecond());
  }

  @ParameterizedTest
  @CsvSource({
    "since, 1, Received unknown parameter: since",
    "limit, 101, limit must be between 1 and 100",
    "created[gte], 2026-03-01, Invalid integer",
    "starting_after, evt_0, No such event"
  })
  void a_wrong_parameter_is_an_error(String name, String value, String message) throws Exception {
    HttpResponse<String> refused = caller.get(EVENTS, name, value);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(ApiCaller.json(refused).at("/error/message").asText()).contains(message);
  }

  @Test
  void ten_events_are_a_page_by_default_and_the_type_selects() throws Exception {
    assertThat(caller.json(EVENTS).path("data")).hasSize(10);
    assertThat(ApiCaller.texts(caller.json(EVENTS, "type", "invoice.paid").path("data"), "/type"))
        .containsOnly("invoice.paid");
  }

  @Test
  void the_key_is_asked_for() throws Exception {
    HttpResponse<String> wrong = new ApiCaller(api, "sk_2", caller.client()).get(EVENTS);
    api.revokeKey();
    HttpResponse<String> revoked = caller.get(EVENTS);
    api.restoreKey();

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(revoked.statusCode()).isEqualTo(401);
    assertThat(caller.get(EVENTS).statusCode()).isEqualTo(200);
  }

  @Test
  void a_quota_is_refused_by_429_and_comes_back() throws Exception {
    api.quota(1);

    int first = caller.get(EVENTS).statusCode();
    HttpResponse<String> refused = caller.get(EVENTS);
    clock.advance(Duration.ofSeconds(1));

    assertThat(first).isEqualTo(200);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    assertThat(caller.get(EVENTS).statusCode()).isEqualTo(200);
  }

  private List<String> pages(Instant from, Instant to) throws Exception {
    List<String> all = new ArrayList<>();
    String[] span = {
      "created[gte]",
      Long.toString(from.getEpochSecond()),
      "created[lt]",
      Long.toString(to.getEpochSecond()),
      "limit",
      "20"
    };
    JsonNode page = caller.json(EVENTS, span);
    all.addAll(ApiCaller.texts(page.path("data"), "/id"));
    while (page.path("has_more").asBoolean()) {
      page = caller.json(EVENTS, ApiCaller.and(span, "starting_after", all.getLast()));
      all.addAll(ApiCaller.texts(page.path("data"), "/id"));
    }
    return all;
  }
}
