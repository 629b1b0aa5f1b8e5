package dev.millrace.local.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedDocumentsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate DAY = LocalDate.parse("2026-03-29");
  private static final long MIDNIGHT = 1_774_742_400;

  @Test
  void a_day_has_a_few_thousand_documents_of_nine_types_within_it() {
    Set<String> types = GeneratedDocuments.types();

    Documents day = GeneratedDocuments.day(DAY, 1, types);

    assertThat(types).hasSize(9);
    assertThat(day.types()).isEqualTo(types);
    assertThat(day.remarks()).isEmpty();
    assertThat(types.stream().mapToLong(day::count).sum()).isBetween(2000L, 5000L);
    for (String type : types) {
      assertThat(day.first(type)).as(type).isGreaterThanOrEqualTo(MIDNIGHT);
      assertThat(day.last(type)).as(type).isLessThan(MIDNIGHT + 86_400);
    }
  }

  @Test
  void the_same_seed_gives_the_same_bytes_whatever_else_is_asked_for() {
    List<String> alone = GeneratedDocuments.lines(DAY, 1, Set.of("SlackType"));

    List<String> together = GeneratedDocuments.lines(DAY, 1, GeneratedDocuments.types());
    List<String> otherSeed = GeneratedDocuments.lines(DAY, 2, Set.of("SlackType"));
    List<String> otherDay = GeneratedDocuments.lines(DAY.plusDays(1), 1, Set.of("SlackType"));

    assertThat(together).containsAll(alone);
    assertThat(otherSeed).doesNotContainAnyElementsOf(alone);
    assertThat(otherDay).doesNotContainAnyElementsOf(alone);
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThatThrownBy(() -> GeneratedDocuments.day(DAY, 1, Set.of("Gitlab")))
        .hasMessageContaining("no type Gitlab here, only [DayRatingType, ");
  }

  @Test
  void ids_are_24_characters_unique_and_grow_with_time() {
    List<byte[]> ids =
        documents("GithubType").stream()
            .map(document -> Base64.getDecoder().decode(document.path("id").asText()))
            .toList();

    assertThat(documents("GithubType"))
        .allSatisfy(document -> assertThat(document.path("id").asText()).hasSize(24));
    assertThat(ids).isSortedAccordingTo(java.util.Arrays::compareUnsigned);
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void office_hours_are_busier_than_the_night() {
    Documents day = GeneratedDocuments.day(DAY, 1, Set.of("SlackType"));

    int night = day.between("SlackType", MIDNIGHT, MIDNIGHT + 5 * 3600 - 1).size();
    int morning = day.between("SlackType", MIDNIGHT + 7 * 3600, MIDNIGHT + 12 * 3600 - 1).size();

    assertThat(morning).isGreaterThan(20 * night);
  }

  @ParameterizedTest
  @CsvSource({
    "GithubType, /data/repository/full_name, STRING",
    "GithubType, /data/sender/login, STRING",
    "GithubType, /data/repository/stargazers_count, NUMBER",
    "SlackType, /data/event/type, STRING",
    "SlackType, /data/event/channel, STRING",
    "SlackType, /data/event_time, NUMBER",
    "SlackType, /data/team_id, STRING",
    "SlackReactionType, /data/event/reaction, STRING",
    "SlackReactionType, /data/event/item/channel, STRING",
    "UBWType, /data/reg_period, STRING",
    "UBWType, /data/used_hrs, STRING",
    "EventType, /data/event_id, NUMBER",
    "EventType, /data/event_start, STRING",
    "EventType, /data/number_of_people, NUMBER",
    "EventType, /data/guild, STRING",
    "EventRatingType, /data/button, NUMBER",
    "EventRatingType, /data/event_code, STRING",
    "DayRatingType, /data/button, NUMBER",
    "KnowitlabsType, /data/title, STRING",
    "KnowitlabsType, /data/created, NUMBER",
    "YrType, /data/location_name, STRING",
    "YrType, /data/time_to, NUMBER",
    "YrType, /data/air_pressure, NUMBER"
  })
  void documents_have_the_paths_that_the_tables_read(String type, String path, String kind) {
    List<JsonNode> full =
        documents(type).stream().filter(document -> !document.path("data").isEmpty()).toList();

    assertThat(full)
        .isNotEmpty()
        .allSatisfy(document -> assertThat(document.at(path).getNodeType()).hasToString(kind));
  }

  @Test
  void some_documents_are_empty_and_some_are_not_ascii() {
    List<String> lines = GeneratedDocuments.lines(DAY, 1, GeneratedDocuments.types());

    assertThat(lines).anyMatch(line -> line.endsWith("\"data\":{}}"));
    assertThat(lines).anyMatch(line -> line.contains("🎉"));
    assertThat(lines).anyMatch(line -> line.contains("ø"));
  }

  @Test
  void pushes_are_of_real_size_and_some_events_have_no_head_commit() {
    List<JsonNode> events = documents("GithubType");

    assertThat(events)
        .anyMatch(event -> event.at("/data/head_commit").isNull())
        .anyMatch(
            event -> event.path("data").has("issue") && !event.path("data").has("head_commit"));
    List<JsonNode> pushes =
        events.stream().filter(event -> event.at("/data/head_commit").isObject()).toList();
    assertThat(pushes).hasSizeGreaterThan(events.size() / 2);
    assertThat(pushes)
        .allSatisfy(
            push -> {
              assertThat(push.toString().length()).isBetween(2000, 12_000);
              assertThat(OffsetDateTime.parse(push.at("/data/head_commit/timestamp").asText()))
                  .isNotNull();
            });
  }

  @Test
  void most_ratings_name_a_meeting_whose_code_is_valid_at_that_moment() {
    List<Meeting> meetings = Meeting.of(DAY);

    List<JsonNode> matched =
        documents("EventRatingType").stream()
            .filter(rating -> meetings.stream().anyMatch(meeting -> matches(meeting, rating)))
            .toList();

    assertThat(matched.size()).isBetween(100, 159);
    assertThat(documents("EventRatingType"))
        .extracting(rating -> rating.at("/data/button").asInt())
        .contains(-1, 0, 1);
  }

  private static boolean matches(Meeting meeting, JsonNode rating) {
    Instant moment = Instant.ofEpochSecond(rating.path("timestamp").asLong());
    return meeting.code().equals(rating.at("/data/event_code").asText())
        && meeting.validFrom().isBefore(moment)
        && moment.isBefore(meeting.validTo());
  }

  private static List<JsonNode> documents(String type) {
    return GeneratedDocuments.lines(DAY, 1, Set.of(type)).stream()
        .map(GeneratedDocumentsTest::parse)
        .toList();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (java.io.IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
