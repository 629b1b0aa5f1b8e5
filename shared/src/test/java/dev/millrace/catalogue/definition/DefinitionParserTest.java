package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.Origin;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.ColumnType.Text;
import dev.millrace.catalogue.value.ColumnType.TooLong;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.time.SliceWidth;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DefinitionParserTest {

  @Test
  void the_shortest_definition_takes_every_default() {
    DocumentType type =
        DefinitionParser.parse("type: DayRatingType\ncolumns: { a: { from: /data/a } }", "a.yaml");

    assertThat(type.name()).isEqualTo("DayRatingType");
    assertThat(type.table()).isEqualTo("DayRatingType");
    assertThat(type.mapping().accept()).isNull();
    assertThat(type.mapping().occurredAt()).isEqualTo(OccurredAt.INGEST_TIME);
    assertThat(type.schedule().sliceWidth()).isEqualTo(SliceWidth.TEN_MINUTES);
    assertThat(type.enabled()).isTrue();
    assertThat(type.schedule().since()).isNull();
    assertThat(type.mapping().columns())
        .containsExactly(Column.of("a", JsonPath.parse("/data/a"), Text.DEFAULT));
  }

  @Test
  void a_type_that_is_only_counted_names_its_column_and_has_none_to_map() {
    String yaml = "type: Event\ncount_only: true\ntable: Happenings\noccurred_at: happened\n";

    CountedType type = only(yaml);

    assertThat(type)
        .isEqualTo(
            new CountOnlyType("Event", type.version(), "Happenings", "happened", true, yaml));
    assertThat(type.imported()).isEmpty();
    assertThat(Catalogue.of(List.of(type)).watched()).containsExactly((CountOnlyType) type);
    assertThat(Catalogue.of(List.of(type)).scheduled()).isEmpty();
    assertThat(type.version())
        .isEqualTo(only(yaml + "enabled: false").version())
        .isNotEqualTo(only(yaml.replace("happened", "seen")).version());
  }

  @Test
  void a_count_only_type_is_not_read_as_an_imported_one() {
    assertThatThrownBy(
            () ->
                DefinitionParser.parse(
                    "type: Event\ncount_only: true\noccurred_at: at", "Event.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("the type is count-only, but an imported type is needed");
  }

  private static CountedType only(String yaml) {
    return DefinitionParser.parseAll(yaml, "Event.yaml").getFirst();
  }

  @Test
  void every_key_is_read() {
    String yaml =
        """
        # a comment
        type: WeatherType
        table: Weather
        accept: /data/location
        occurred_at: { from: /data/at, unit: ms }
        slice_width: 6h
        since: 2019-01-01
        enabled: false
        columns:
          group: { from: /data/group, length: 20000, too_long: truncate, default: 007 }
          rain:  { from: /data/0, as: 'decimal(5, 2)', default: 1.5 }
          seen:  { from: /data/seen, as: timestamp, unit: iso, default: '2019-01-01T01:00:00+01:00' }
          wet:   { from: /data/wet, as: boolean, required: true }
          place: { from: /data/place, lookup: slack-channel }
        """;

    DocumentType type = DefinitionParser.parse(yaml, "WeatherType.yaml");

    assertThat(type.table()).isEqualTo("Weather");
    assertThat(type.mapping().accept()).hasToString("/data/location");
    assertThat(type.mapping().occurredAt())
        .isEqualTo(new OccurredAt(JsonPath.parse("/data/at"), MomentUnit.MILLISECONDS));
    assertThat(type.schedule().sliceWidth()).isEqualTo(SliceWidth.SIX_HOURS);
    assertThat(type.schedule().since()).isEqualTo(Instant.parse("2019-01-01T00:00:00Z"));
    assertThat(type.enabled()).isFalse();
    assertThat(type.yaml()).isEqualTo(yaml);
    assertThat(type.mapping().columns())
        .containsExactly(
            new Column(
                "group",
                Origin.at(JsonPath.parse("/data/group")),
                new Text(20000, TooLong.TRUNCATE),
                false,
                "007",
                null,
                false),
            new Column(
                "rain",
                Origin.at(JsonPath.parse("/data/0")),
                new ColumnType.Decimal(5, 2),
                false,
                new BigDecimal("1.50"),
                null,
                false),
            new Column(
                "seen",
                Origin.at(JsonPath.parse("/data/seen")),
                new ColumnType.Timestamp(MomentUnit.ISO),
                false,
                LocalDateTime.parse("2019-01-01T00:00:00"),
                null,
                false),
            new Column(
                "wet",
                Origin.at(JsonPath.parse("/data/wet")),
                new ColumnType.Bool(),
                true,
                null,
                null,
                false),
            new Column(
                "place",
                Origin.at(JsonPath.parse("/data/place")),
                Text.DEFAULT,
                false,
                null,
                Lookup.SLACK_CHANNEL,
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "2019-01-01, 2019-01-01T00:00:00Z",
    "2019-01-01T02:00:00+02:00, 2019-01-01T00:00:00Z",
    "1546300800, 2019-01-01T00:00:00Z",
  })
  void since_is_a_day_a_moment_or_seconds(String written, Instant since) {
    String yaml = "type: A\nsince: " + written + "\ncolumns: { a: { from: /a } }";

    assertThat(DefinitionParser.parse(yaml, "A.yaml").schedule().since()).isEqualTo(since);
  }

  @Test
  void everything_wrong_in_a_file_is_said_at_once_with_its_line() {
    String yaml =
        """
        type: GithubType
        tabel: Github
        slice_width: 5m
        enabled: yes
        columns:
          good: { from: /data/good }
          repository_name: { form: /data/name }
          Good: { from: data.good, as: int }
          id: { from: /id }
        """;

    assertThatThrownBy(() -> DefinitionParser.parse(yaml, "GithubType.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessage(
            """
            GithubType.yaml, line 2: unknown key 'tabel'; did you mean 'table'?
            GithubType.yaml, line 3: slice_width '5m' is not supported; use one of 1m, 10m, 1h, 6h, 1d, 8d, 64d, 512d
            GithubType.yaml, line 4: 'enabled' is 'yes'; use true or false
            GithubType.yaml, line 7: unknown key 'form'; did you mean 'from'?
            GithubType.yaml, line 7: column 'repository_name' has no path; write from: /data/repository_name
            GithubType.yaml, line 8: columns 'good' and 'Good' differ only in case; rename one
            GithubType.yaml, line 8: from: 'data.good' is not a JSON Pointer; write '/data/good'
            GithubType.yaml, line 8: unknown type 'int'; write one of %s
            GithubType.yaml, line 9: column 'id' is reserved for Millrace; choose another name"""
                .formatted(String.join(", ", ColumnTypeParser.TYPES)));
  }
}
