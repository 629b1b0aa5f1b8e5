package dev.millrace.producer.function;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.WindowMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the functions read their events. */
final class EventsTest {

  @Test
  void a_tick_uses_the_time_of_its_event() throws IOException {
    EventFields rule =
        read(
            """
            {"version":"0","id":"53dc4d37","detail-type":"Scheduled Event",\
            "source":"aws.events","account":"123456789012","time":"2019-10-08T16:53:06Z",\
            "region":"eu-west-1","resources":["arn:aws:events:eu-west-1:1:rule/r"],"detail":{}}""");
    EventFields scheduler = read("{\"time\":\"2019-10-08T18:53:06+02:00\"}");
    EventFields script = read("{\"time\":\"2019-10-08T18:53:06+0200\"}");

    assertThat(rule.time()).isEqualTo(Instant.parse("2019-10-08T16:53:06Z"));
    assertThat(scheduler.time()).isEqualTo(rule.time());
    assertThat(script.time()).isEqualTo(rule.time());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"time\":null}", "{\"time\":\"noon\"}", "{\"time\":1570553586}"})
  void a_tick_that_does_not_tell_its_time_is_refused(String event) throws IOException {
    EventFields fields = read(event);

    assertThatThrownBy(fields::time)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageStartingWith("'time' must be ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "4711", "null", "{\"time\":"})
  void non_json_objects_are_refused(String event) {
    assertThatThrownBy(() -> read(event))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageStartingWith("the event is no");
  }

  @Test
  void the_replaced_system_s_test_event_asks_for_a_window() throws IOException {
    BackfillEvent asked =
        BackfillEvent.of(
            read(
                """
                {"types":["GithubType","SlackType"],"timestamp_from":0,\
                "timestamp_to":100000000000}"""),
            "request 1");

    assertThat(asked)
        .isEqualTo(
            new BackfillEvent(
                new WindowMessage(List.of("GithubType", "SlackType"), 0L, 100_000_000_000L),
                "request 1",
                null));
  }

  @Test
  void an_event_on_the_bus_asks_by_its_detail_and_is_known_by_its_own_id() throws IOException {
    EventFields event =
        read(
            """
            {"version":"0","id":"53dc4d37","detail-type":"BackfillRequested","source":"ours",\
            "time":"2019-10-08T16:53:06Z","detail":{"types":["GithubType"]}}""");

    assertThat(BackfillEvent.of(event, "request 1"))
        .isEqualTo(BackfillEvent.of(event, "request 2"))
        .isEqualTo(
            new BackfillEvent(
                new WindowMessage(List.of("GithubType"), null, null),
                "53dc4d37",
                Instant.parse("2019-10-08T16:53:06Z")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"types":"GithubType"}            | 'types' must be a list of document types, but is "GithubType"
          {"types":[]}                      | 'types' must be a list of document types, but is []
          {"types":[7]}                     | 'types' holds 7, which is not text
          {"timestamp_from":"2019-01-01"}   | 'timestamp_from' must be a whole number, but is "2019-01-01"
          {"timestamp_to":1.5}              | 'timestamp_to' must be a whole number, but is 1.5
          {"timestamp_from":9,"timestamp_to":3} | 'timestamp_from' must be before 'timestamp_to', but is 9 and not before 3
          {"kind":"slice","id":1,"type":"T","from":0,"to":1} | 'kind' must be window here
          {}                                | no 'kind', and none of the fields of a window
          """)
  void a_wrong_value_is_refused_by_the_name_of_its_field(String window, String reason)
      throws IOException {
    EventFields direct = read(window);
    EventFields bus =
        read(
            """
            {"id":"1","detail-type":"BackfillRequested","time":"2019-10-08T16:53:06Z",\
            "detail":%s}"""
                .formatted(window));

    assertThatThrownBy(() -> BackfillEvent.of(direct, "r")).hasMessage(reason);
    assertThatThrownBy(() -> BackfillEvent.of(bus, "r")).hasMessage(reason);
  }

  @Test
  void another_event_of_the_bus_is_refused() throws IOException {
    EventFields event = read("{\"id\":\"1\",\"detail-type\":\"TablesUpdated\",\"detail\":{}}");

    assertThatThrownBy(() -> BackfillEvent.of(event, "r"))
        .hasMessage("'detail-type' must be BackfillRequested, but is 'TablesUpdated'");
  }

  private static EventFields read(String event) throws IOException {
    return EventFields.read(new ByteArrayInputStream(event.getBytes(UTF_8)));
  }
}
