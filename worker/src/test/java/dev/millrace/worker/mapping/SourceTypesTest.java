package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The types that ship, each with documents as its source sends them. */
final class SourceTypesTest {

  private static final Catalogue CATALOGUE =
      DefinitionFolder.read(Path.of("..", "types")).catalogue();

  private static final Lookups LOOKUPS =
      (lookup, key, timestamp) ->
          lookup == Lookup.SLACK_CHANNEL
              ? Optional.of("general").filter(_ -> key.equals("C024BE91L"))
              : Optional.of("Fagkveld: vår").filter(_ -> key.equals("001111") && timestamp < 2000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SlackType | {'token':'x','team_id':'T024BE7LD','type':'event_callback','event_time':1559900001,'event':{'type':'message','text':'hei 👋','channel':'C024BE91L','ts':'1559900001.000200'}} | accepted [message, 1559900001, T024BE7LD, general]",
        "SlackType | {'team_id':'T024BE7LD','event_time':1559900001,'event':{'type':'app_mention','channel':'C0GONE'}} | accepted [app_mention, 1559900001, T024BE7LD, null]",
        "SlackType | {'type':'url_verification','challenge':'x'} | accepted [null, null, null, null]",
        "SlackType | {'event':null,'event_time':null,'team_id':null} | accepted [null, null, null, null]",
        "SlackType | {'event_time':'soon','event':{}} | rejected BAD_VALUE /data/event_time",
        "SlackReactionType | {'team_id':'T024BE7LD','event_time':1559900001,'event':{'type':'reaction_added','user':'U1','reaction':'thumbsup::skin-tone-3','item':{'type':'message','channel':'C024BE91L','ts':'1.2'}}} | accepted [reaction_added, 1559900001, T024BE7LD, thumbsup::skin-tone-3, general]",
        "SlackReactionType | {'event':{'type':'reaction_added','reaction':'tada','item':{'type':'file','file':'F1'}}} | accepted [reaction_added, null, null, tada, null]",
        "EventRatingType | {'button':-1,'event_code':'001111'} | accepted [-1, Fagkveld: vår]",
        "EventRatingType | {'button':1,'event_code':'999999'} | rejected UNKNOWN_EVENT_CODE /data/event_code",
        "EventRatingType | {'button':1} | rejected MISSING_VALUE /data/event_code",
        "EventRatingType | {'button':'up','event_code':'001111'} | rejected BAD_VALUE /data/button",
        "UBWType | {'tab':'B','reg_period':'201931','used_hrs':'1234.50'} | accepted [201931, 1234.50]",
        "UBWType | {'reg_period':'201931','used_hrs':'0'} | accepted [201931, 0.00]",
        "UBWType | {'reg_period':201931,'used_hrs':7.5} | accepted [201931, 7.50]",
        "UBWType | {'reg_period':'201931','used_hrs':'7,5'} | rejected BAD_VALUE /data/used_hrs",
        "EventType | {'event_id':217931,'event_name':'Show and tell','event_start':'2019-06-07T16:00:00+02:00','event_end':'2019-06-07T18:30:00+02:00','number_of_people':23,'guild':'säkerhet'} | accepted [217931, Show and tell, 2019-06-07T16:00:00+02:00, 2019-06-07T14:00, 2019-06-07T18:30:00+02:00, 2019-06-07T16:30, 23, säkerhet]",
        "EventType | {'event_id':'7ad3q0k_R20190607T140000@cal'} | accepted [7ad3q0k_R20190607T140000@cal, null, null, null, null, null, null, null]",
        "EventType | {'event_id':9007199254740993,'event_name':null} | accepted [9007199254740993, null, null, null, null, null, null, null]",
        "EventType | {'event_start':'2019-06-07T16:00:00'} | rejected BAD_VALUE /data/event_start",
        "DayRatingType | {'button':0,'device':'hall-1'} | accepted [0]",
        "DayRatingType | {'button':'-1'} | accepted [-1]",
        "DayRatingType | {'button':0.5} | rejected BAD_VALUE /data/button",
        "KnowitlabsType | {'title':'A title','subtitle':'Of a post','author':'Ola N.','created':1559900001} | accepted [A title, Of a post, Ola N., 1559900001]",
        "YrType | {'location':'Norway/Oslo/Oslo/Lakkegata','location_name':'Lakkegata','time_from':1559901600,'time_to':1559905200,'precipitation':0,'wind_speed':3.4,'temperature':-7,'air_pressure':1013.2} | accepted [Norway/Oslo/Oslo/Lakkegata, Lakkegata, 1559901600, 1559905200, 0.000, 3.400, -7.000, 1013.200]",
        "YrType | {'temperature':'-7.25'} | accepted [null, null, null, null, null, null, -7.250, null]",
        "GithubType | {'ref':'refs/heads/x','deleted':true,'head_commit':null} | filtered",
        "GithubType | [] | filtered",
        "GithubType | {'head_commit':{'id':'c','timestamp':'2019-06-07T16:00:00+02:00'},'ref':'refs/heads/main'} | accepted [null, null, c, 2019-06-07T16:00:00+02:00, 2019-06-07T14:00, null, null, null, null, refs/heads/main]",
        "GithubType | {'head_commit':{},'repository':{'stargazers_count':1099511627776}} | rejected BAD_VALUE /data/repository/stargazers_count",
        "GithubType | {'head_commit':{'timestamp':'yesterday'}} | rejected BAD_VALUE /data/head_commit/timestamp",
      })
  void a_document_becomes(String type, String data, String outcome) {
    assertThat(outcome(type, data)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "SlackType, accepted",
    "SlackReactionType, accepted",
    "EventRatingType, rejected",
    "UBWType, accepted",
    "EventType, accepted",
    "DayRatingType, accepted",
    "KnowitlabsType, accepted",
    "YrType, accepted",
    "GithubType, filtered",
  })
  void data_that_is_empty_or_no_object_gives_null_in_every_column(String type, String outcome) {
    for (String data : List.of("{}", "[]", "null", "7", "'text'", "true", "[[{}]]")) {
      assertThat(outcome(type, data)).as(data).startsWith(outcome);
    }
  }

  @Test
  void the_hours_of_a_period_are_imported_again_for_four_weeks() {
    assertThat(type("UBWType").schedule().recheck())
        .containsExactly(
            Duration.ofHours(1),
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofDays(14),
            Duration.ofDays(21),
            Duration.ofDays(28));
  }

  @Test
  void a_code_that_is_valid_no_more_has_no_event() {
    String late = "{\"id\":\"a\",\"timestamp\":3000,\"data\":{\"event_code\":\"001111\"}}";

    assertThat(Lookup.values()).hasSize(2);
    assertThat(map("EventRatingType", late)).isInstanceOf(Rejected.class);
  }

  private static String outcome(String type, String data) {
    String document =
        "{\"id\":\"a\",\"timestamp\":1000,\"type\":\"%s\",\"data\":%s}"
            .formatted(type, data.replace('\'', '"'));
    return switch (map(type, document)) {
      case Accepted(_, List<Row> rows) -> "accepted " + rows.getFirst().values();
      case Filtered _ -> "filtered";
      case Outside _ -> "outside";
      case Rejected(_, Reason reason, _, String path) -> "rejected %s %s".formatted(reason, path);
    };
  }

  private static MappedDocument map(String type, String document) {
    byte[] bytes = document.getBytes(UTF_8);
    return new DocumentMapper(type(type), LOOKUPS, Pseudonyms.NONE).map(bytes, 0, bytes.length);
  }

  private static DocumentType type(String name) {
    return CATALOGUE.find(name).flatMap(CountedType::imported).orElseThrow();
  }
}
