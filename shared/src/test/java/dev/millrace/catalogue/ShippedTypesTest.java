package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.definition.ColumnParser;
import dev.millrace.catalogue.definition.ColumnTypeParser;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.DerivationParser;
import dev.millrace.time.SliceWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ShippedTypesTest {

  private static final Path TYPES = Path.of("..", "types");

  private final Catalogue catalogue = DefinitionFolder.read(TYPES).catalogue();

  @Test
  void tables_and_columns_that_dashboards_read_keep_their_names() {
    assertThat(columns("GithubType"))
        .containsExactly(
            "repository_name text(255,reject) < /data/repository/full_name",
            "github_username text(255,reject) < /data/sender/login",
            "commit_id text(255,reject) < /data/head_commit/id",
            "commit_timestamp text(255,reject) < /data/head_commit/timestamp",
            "commit_at timestamp(s or iso) < /data/head_commit/timestamp",
            "stargazers_count integer < /data/repository/stargazers_count",
            "language text(255,reject) < /data/repository/language",
            "forks_count integer < /data/repository/forks_count",
            "open_issues_count integer < /data/repository/open_issues_count",
            "ref text(255,reject) < /data/ref");
    assertThat(columns("SlackType"))
        .containsExactly(
            "event_type text(255,reject) < /data/event/type",
            "slack_timestamp bigint < /data/event_time",
            "team_id text(255,reject) < /data/team_id",
            "channel_name text(255,reject) < /data/event/channel");
    assertThat(columns("UBWType"))
        .containsExactly(
            "reg_period text(255,reject) < /data/reg_period",
            "used_hours decimal(10,2) < /data/used_hrs");
    assertThat(columns("EventRatingType"))
        .containsExactly(
            "button integer < /data/button", "event_name text(255,reject) < /data/event_code");
    assertThat(columns("EventType"))
        .containsExactly(
            "event_id text(255,reject) < /data/event_id",
            "event_name text(255,reject) < /data/event_name",
            "event_start text(255,reject) < /data/event_start",
            "event_start_at timestamp(iso) < /data/event_start",
            "event_end text(255,reject) < /data/event_end",
            "event_end_at timestamp(iso) < /data/event_end",
            "number_of_people integer < /data/number_of_people",
            "group text(255,reject) < /data/guild");
    assertThat(columns("DayRatingType")).containsExactly("button integer < /data/button");
    assertThat(columns("SlackReactionType"))
        .containsExactly(
            "event_type text(255,reject) < /data/event/type",
            "slack_timestamp bigint < /data/event_time",
            "team_id text(255,reject) < /data/team_id",
            "reaction text(255,reject) < /data/event/reaction",
            "channel_name text(255,reject) < /data/event/item/channel");
    assertThat(columns("KnowitlabsType"))
        .containsExactly(
            "title text(1000,reject) < /data/title",
            "subtitle text(4000,truncate) < /data/subtitle",
            "author text(255,reject) < /data/author",
            "created bigint < /data/created");
    assertThat(columns("YrType"))
        .containsExactly(
            "location text(255,reject) < /data/location",
            "location_name text(255,reject) < /data/location_name",
            "time_from bigint < /data/time_from",
            "time_to bigint < /data/time_to",
            "precipitation decimal(10,3) < /data/precipitation",
            "wind_speed decimal(10,3) < /data/wind_speed",
            "temperature decimal(10,3) < /data/temperature",
            "air_pressure decimal(10,3) < /data/air_pressure");
  }

  @Test
  void the_table_of_the_replaced_job_is_only_counted() {
    CountedType event = catalogue.find("Event").orElseThrow();

    assertThat(event).isInstanceOf(CountOnlyType.class);
    assertThat(event.momentColumn()).isEqualTo("occurrence_timestamp");
  }

  @Test
  void each_file_has_the_name_of_its_type_and_names_the_schema() throws IOException {
    for (CountedType type : catalogue.types()) {
      assertThat(Files.readString(TYPES.resolve(type.name() + ".yaml")))
          .startsWith("# yaml-language-server: $schema=type.schema.json\n");
    }
    assertThat(catalogue.types()).hasSize(10);
  }

  @Test
  void every_type_writes_the_table_of_its_name_and_is_on() {
    assertThat(catalogue.types())
        .allSatisfy(
            type -> {
              assertThat(type.table()).isEqualTo(type.name());
              assertThat(type.enabled()).isTrue();
            });
    assertThat(catalogue.imported())
        .hasSize(9)
        .allSatisfy(
            type -> assertThat(type.mapping().occurredAt()).isEqualTo(OccurredAt.INGEST_TIME));
  }

  @Test
  void the_schema_for_editors_knows_the_same_keys_as_the_parser() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(TYPES.resolve("type.schema.json").toFile());

    assertThat(names(schema.at("/properties")))
        .containsExactlyInAnyOrderElementsOf(DefinitionParser.KEYS);
    assertThat(names(schema.at("/else/properties/occurred_at/oneOf/1/properties")))
        .containsExactlyInAnyOrderElementsOf(DefinitionParser.OCCURRED_AT_KEYS);
    assertThat(names(schema.at("/properties/each/oneOf/1/properties")))
        .containsExactlyInAnyOrderElementsOf(DefinitionParser.EACH_KEYS);
    assertThat(texts(schema.at("/definitions/derivation/anyOf/0/enum")))
        .containsExactlyElementsOf(DerivationParser.WORDS);
    assertThat(texts(schema.at("/definitions/column/properties/lookup/enum")))
        .containsExactlyElementsOf(Stream.of(Lookup.values()).map(Lookup::spelling).toList());
    assertThat(names(schema.at("/definitions/column/properties")))
        .containsExactlyInAnyOrderElementsOf(ColumnParser.KEYS);
    assertThat(texts(schema.at("/properties/slice_width/enum")))
        .containsExactlyElementsOf(
            Stream.of(SliceWidth.values()).map(SliceWidth::toString).toList());
    assertThat(texts(schema.at("/definitions/column/properties/as/anyOf/0/enum")))
        .isSubsetOf(ColumnTypeParser.TYPES);
  }

  private List<String> columns(String type) {
    return catalogue
        .find(type)
        .flatMap(CountedType::imported)
        .orElseThrow()
        .mapping()
        .columns()
        .stream()
        .map(c -> "%s %s < %s".formatted(c.name(), c.type().spelling(), c.origin().place()))
        .toList();
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
