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

class EarthquakeApiTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-03T00:00:00Z");
  private static final String QUERY = "/fdsnws/event/1/query";
  private static final String COUNT = "/fdsnws/event/1/count";

  private final SettableClock clock = new SettableClock(TO.plusSeconds(3600));
  private final EarthquakeApi api =
      EarthquakeApi.start(new Sample(FROM, TO, 300, 1), 0, clock, 100);
  private final ApiCaller caller = new ApiCaller(api, "");

  @AfterEach
  void stop() {
    caller.close();
  }

  @Test
  void windows_that_end_a_millisecond_earlier_bring_every_event_once() throws Exception {
    List<String> fetched = new ArrayList<>();
    for (Instant from = FROM; from.isBefore(TO); from = from.plus(Duration.ofHours(1))) {
      fetched.addAll(ids(from, from.plus(Duration.ofHours(1)).minusMillis(1)));
    }

    assertThat(fetched).containsExactlyElementsOf(ApiCaller.ids(api.held(FROM, TO)));
  }

  @Test
  void both_bounds_are_inclusive_to_the_millisecond() throws Exception {
    String id = api.add(Instant.parse("2026-04-01T00:00:00.123Z")).id();

    assertThat(ids("2026-04-01T00:00:00.123Z", "2026-04-01T00:00:00.123Z")).containsExactly(id);
    assertThat(ids("2026-04-01T00:00:00.124Z", "2026-04-01T00:00:01Z")).isEmpty();
    assertThat(ids("2026-04-01T00:00:00", "2026-04-01T00:00:00.122")).isEmpty();
    assertThat(ids("2026-04-01T02:00:00.123+02:00", "2026-04-02")).containsExactly(id);
  }

  @Test
  void more_than_the_limit_is_an_error_and_not_a_part() throws Exception {
    HttpResponse<String> refused = caller.get(QUERY, span(FROM, TO));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("300 matching events exceeds search limit of 100", "starttime=2026-03-01");
  }

  @Test
  void a_limit_of_the_query_cuts_silently_and_an_offset_goes_on() throws Exception {
    JsonNode first =
        caller.json(QUERY, ApiCaller.and(span(FROM, TO), "limit", "2", "orderby", "time-asc"));
    JsonNode second =
        caller.json(
            QUERY,
            ApiCaller.and(span(FROM, TO), "limit", "2", "offset", "3", "orderby", "time-asc"));

    List<String> held = ApiCaller.ids(api.held(FROM, TO));
    assertThat(ApiCaller.texts(first.path("features"), "/id")).isEqualTo(held.subList(0, 2));
    assertThat(ApiCaller.texts(second.path("features"), "/id")).isEqualTo(held.subList(2, 4));
  }

  @Test
  void the_count_is_known_beyond_the_limit_and_may_be_wrong() throws Exception {
    JsonNode right = caller.json(COUNT, span(FROM, TO));
    api.miscount(-3);
    JsonNode wrong = caller.json(COUNT, span(FROM, TO));

    assertThat(right.path("count").asInt()).isEqualTo(300);
    assertThat(right.path("maxAllowed").asInt()).isEqualTo(100);
    assertThat(wrong.path("count").asInt()).isEqualTo(297);
  }

  @Test
  void without_the_format_the_answers_are_not_json() throws Exception {
    assertThat(caller.get(QUERY, "starttime", "2026-03-02T23:00:00").body()).startsWith("<?xml");
    assertThat(caller.get(COUNT, "starttime", FROM.toString()).body()).isEqualTo("300");
  }

  @ParameterizedTest
  @CsvSource({
    "since, 2026-03-01, Unknown parameter",
    "starttime, yesterday, Bad value",
    "starttime, 2026-03-01T00:00:00 00:00, Bad value",
    "limit, 101, limit must be between 1 and 100"
  })
  void a_wrong_parameter_is_an_error(String name, String value, String message) throws Exception {
    HttpResponse<String> refused = caller.get(QUERY, "format", "geojson", name, value);

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains(message);
  }

  @Test
  void a_revision_changes_magnitude_and_updated_but_not_the_time() throws Exception {
    HeldDocument event = api.add(FROM.minusMillis(1));
    clock.advance(Duration.ofDays(3));

    api.revise(event.id(), 4.0);

    JsonNode revised = only(event.timestamp());
    assertThat(revised.at("/properties/mag").isInt()).isTrue();
    assertThat(revised.at("/properties/mag").asInt()).isEqualTo(4);
    assertThat(revised.at("/properties/updated").asLong()).isEqualTo(clock.millis());
    assertThat(revised.at("/properties/status").asText()).isEqualTo("reviewed");
    assertThat(revised.at("/properties/time").asLong()).isEqualTo(event.timestamp().toEpochMilli());
    assertThat(event.content().at("/properties/status").asText()).isEqualTo("automatic");
  }

  @Test
  void magnitudes_are_integers_and_decimals() {
    List<JsonNode> magnitudes =
        api.held(FROM, TO).stream().map(held -> held.content().at("/properties/mag")).toList();

    assertThat(magnitudes).anyMatch(JsonNode::isInt).anyMatch(node -> !node.isInt());
  }

  @Test
  void what_is_held_is_what_is_answered() throws Exception {
    HeldDocument late = api.add(FROM.minusMillis(1));

    assertThat(only(late.timestamp())).isEqualTo(late.content());
    assertThat(api.held(FROM.minusMillis(1), FROM)).containsExactly(late);
  }

  private JsonNode only(Instant moment) throws Exception {
    JsonNode features = caller.json(QUERY, span(moment, moment)).path("features");
    assertThat(features).hasSize(1);
    return features.get(0);
  }

  private List<String> ids(Object from, Object to) throws Exception {
    JsonNode answer = caller.json(QUERY, ApiCaller.and(span(from, to), "orderby", "time-asc"));
    return ApiCaller.texts(answer.path("features"), "/id");
  }

  private static String[] span(Object from, Object to) {
    return new String[] {
      "format", "geojson", "starttime", from.toString(), "endtime", to.toString()
    };
  }
}
