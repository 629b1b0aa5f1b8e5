package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.value.Derivation;
import dev.millrace.catalogue.value.Derivation.OfMoment;
import dev.millrace.catalogue.value.Derivation.OfText;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rarely needed keys. */
final class DefinitionLanguageTest {

  static final String FULL =
      """
      type: Visit
      occurred_at: { from_each: /at, unit: ms }
      each: { from: /data/visits, key: /id }
      drop: [/data/name, /data/visits/-/ip]
      recheck: [7d, 1h, 90m, 7d]
      fresh: 2h
      columns:
        user:    { from: [/data/login, /data/user/login], derive: [trim, lower], hash: true }
        place:   { from: [/data/city, /data/country], join: ', ' }
        site:    { from_each: /url, derive: host }
        owner:   { from_each: /repository, derive: 'part( / ,-2)' }
        seconds: { from_each: /ms, derive: 'times(0.001)', as: double }
        pages:   { from_each: /pages, derive: count, as: integer }
        weekday: { from: /timestamp, derive: weekday, as: integer }
        talk:    { from: /data/code, lookup: event-code }
      """;

  @Test
  void every_key_is_read() {
    DocumentType type = DefinitionParser.parse(FULL, "Visit.yaml");

    assertThat(type.mapping().each())
        .isEqualTo(new Each(JsonPath.parse("/data/visits"), JsonPath.parse("/id")));
    assertThat(type.mapping().occurredAt())
        .isEqualTo(new OccurredAt(JsonPath.parse("/at"), MomentUnit.MILLISECONDS, true));
    assertThat(type.layout()).isEqualTo(new TableLayout(false, true));
    assertThat(type.schedule().recheck())
        .containsExactly(Duration.ofHours(1), Duration.ofMinutes(90), Duration.ofDays(7));
    assertThat(type.schedule().fresh()).isEqualTo(Duration.ofHours(2));
    assertThat(type.mapping().drop()).extracting(JsonPath::toString).contains("/data/visits/-/ip");
    assertThat(type.mapping().hashed())
        .extracting(JsonPath::toString)
        .containsExactly("/data/login", "/data/user/login");
    assertThat(type.mapping().columns())
        .extracting(column -> column.origin().derivations())
        .containsExactly(
            List.of(OfText.TRIM, OfText.LOWER),
            List.of(),
            List.of(OfText.HOST),
            List.of(new Derivation.Part("/", -2)),
            List.of(new Derivation.Times(new BigDecimal("0.001"))),
            List.of(new Derivation.Count()),
            List.of(OfMoment.WEEKDAY),
            List.of());
    assertThat(type.mapping().columns().getFirst().type())
        .hasToString("Text[length=64, tooLong=REJECT]");
    assertThat(type.mapping().columns().get(1).origin().join()).isEqualTo(", ");
    assertThat(type.mapping().columns().getLast().lookup()).isEqualTo(Lookup.EVENT_CODE);
  }

  @Test
  void without_recheck_there_are_two_and_an_empty_list_means_none() {
    String yaml = "type: A\ncolumns: { a: { from: /a } }\n";

    assertThat(DefinitionParser.parse(yaml, "A").schedule().recheck())
        .containsExactly(Duration.ofHours(1), Duration.ofDays(1));
    assertThat(DefinitionParser.parse(yaml + "recheck: []", "A").schedule().recheck()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lower], hash            | upper], hash",
        "[trim, lower], hash     | [lower, trim], hash",
        ", hash: true            | ''",
        "join: ', '              | join: ' '",
        "[/data/city, /data/cou  | [/data/cou, /data/city, /data/cou",
        "drop: [/data/name,      | drop: [",
        "/data/visits, key       | /data/visitors, key",
        ", key: /id              | ''",
        "from_each: /ms          | from: /ms",
        "from_each: /at          | from: /at",
        "part( / ,-2)            | part(/,2)",
        "times(0.001)            | times(0.002)",
      })
  void keys_with_effect_on_rows_change_the_version(String before, String after) {
    assertThat(FULL).contains(before);

    assertThat(version(FULL.replace(before, after.equals("''") ? "" : after)))
        .isNotEqualTo(version(FULL));
  }

  @Test
  void when_it_is_imported_again_does_not_change_the_version() {
    assertThat(version(FULL.replace("recheck: [7d, 1h, 90m, 7d]", ""))).isEqualTo(version(FULL));
    assertThat(version(FULL.replace("fresh: 2h", "fresh: 3d"))).isEqualTo(version(FULL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "derive: lowr                     | line 3: unknown derivation 'lowr'; did you mean 'lower'?",
        "derive: md5                      | write one of trim, lower, upper, host, path, date, year",
        "derive: 'part(/)'                | 'part(/)' needs a separator and a number",
        "derive: 'part(/,0)'              | 'part(/,0)' needs a separator and a number",
        "derive: 'times(x)'               | 'times(x)' needs a number",
        "derive: [lower, [upper]]         | 'derive' needs a value or a list of values",
        "join: ','                        | join needs several paths",
        "as: json, derive: lower          | a JSON column takes the value at one path",
        "hash: yes                        | 'hash' is 'yes'; use true or false",
        "hash: true, length: 20           | a hash is text of 64 digits; remove 'length'",
        "hash: true, as: integer          | a hash is text of 64 digits; remove 'as'",
        "hash: true, default: x           | a hash is text of 64 digits; remove 'default'",
        "hash: true, lookup: event-code   | a column with a lookup is always text",
        "from_each: /b                    | from and from_each are mutually exclusive",
        "lookup: event-cod                | did you mean 'event-code'?",
      })
  void a_column_that_cannot_be_is_refused(String keys, String message) {
    assertRefused("type: A\ncolumns:\n  a: { from: /data/a, " + keys + " }", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "columns: { a: { from_each: /b } }             | line 2: from_each begins at an element of each",
        "columns: { a: { from: [] } }                  | column 'a' has no path",
        "columns: { a: { from: [/a, b.c] } }           | 'b.c' is not a JSON Pointer; write '/b/c'",
        "occurred_at: { from_each: /b }                | from_each begins at an element of each",
        "occurred_at: { from_each: /b, from: /c }      | occurred_at needs one path",
        "each: { key: /b }                             | each has no path to an array",
        "each: { from: /b, index: 1 }                  | unknown key 'index'",
        "recheck: daily                                | recheck 'daily' is not an age of at most 366d; use",
        "recheck: [1h, 367d]                           | recheck '367d' is not an age of at most 366d",
        "fresh: 14m                                    | fresh '14m' is not an age from 15m to 30d; use",
        "fresh: 31d                                    | fresh '31d' is not an age from 15m to 30d; use",
        "fresh: [1h, 2h]                               | 'fresh' needs one value",
        "fresh: soon                                   | use minutes, hours or days such as 2h",
        "drop: [/id]                                   | '/id' cannot be hashed or dropped",
        "drop: ''                                      | '' cannot be hashed or dropped",
        "^drop: /data/a\ncolumns:\n  a: { from: /data/a }^ | line 4: column 'a' reads /data/a, which is dropped",
        "^drop: /data\ncolumns: { a: { from: /data/a } }^ | column 'a' reads /data/a, which is dropped by '/data'",
        "^drop: /data/l/-/a\ncolumns: { a: { from: /data/l/3/a } }^ | column 'a' reads /data/l/3/a, which is dropped",
        "^columns: { a: { from: /data/a, hash: true }, b: { from: [/x, /data/a] } }^ | column 'b' reads /x, /data/a, where another column hashes '/data/a', write hash: true",
        "^columns: { a: { from: /a, hash: true } }^     | '/a' cannot be hashed or dropped",
        "^columns: { a: { from: /data/a, hash: true } }\noccurred_at: /data/a^ | occurred_at reads '/data/a', which '/data/a' hashes or drops",
        "^columns: { a: { from_each: /a, hash: true } }\neach: { from: /data, key: /a }^ | each reads '/data/-/a', which '/data/-/a' hashes or drops",
      })
  void a_definition_that_contradicts_itself_is_refused(String keys, String message) {
    assertRefused("type: A\n" + keys, message);
  }

  @Test
  void json_may_contain_hashed_and_dropped_values_since_they_are_removed() {
    DocumentType type =
        DefinitionParser.parse(
            """
            type: A
            drop: /data/name
            columns:
              login: { from: /data/login, hash: true }
              all: { from: /data, as: json }
              one: { from: /data/login, as: json }
            """,
            "A.yaml");

    assertThat(type.mapping().columns()).hasSize(3);
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> DefinitionParser.parse(yaml, "A.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining(message);
  }

  private static String version(String yaml) {
    return DefinitionParser.parse(yaml, "A.yaml").version();
  }
}
