package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WrongDefinitionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^                               | the file is empty",
        "^# nothing^                      | the file is empty",
        "just words                       | a definition needs keys",
        "[1, 2]                           | a definition needs keys",
        "^type: [a^                       | invalid YAML",
        "^type: A\u0007^                  | invalid YAML",
        "^a: 1\n---\nb: 2^                | invalid YAML",
        "^type: \"\\u^                  | invalid YAML: an escape",
        "columns: { a: { from: /a } }     | the key 'type' is missing",
        "type: A                          | the key 'columns' is missing",
        "^type: A\ncolumns: {}^           | columns need names",
        "^type: A\ncolumns: [a]^          | columns need names",
        "^type: A\ncolumns:^              | columns need names",
        "^type: A\ncolumns: { a: /a }^    | column 'a' needs a mapping",
        "^type: A\ncolumns: { a: {} }^    | column 'a' has no path",
        "^type: A\ntype: B^               | duplicate key 'type'; keep one",
        "^type: A\n? [x]\n: y^            | a key must be a plain word",
        "^type:\n^                        | 'type' needs one value",
        "^type: [A]\n^                    | 'type' needs one value",
        "^type: A\nsince: yesterday^      | since 'yesterday' is not a moment",
        "^type: A\nsince: 1900-01-01^     | since '1900-01-01' is not a moment",
        "^type: A\ncount_only: true^      | a count-only type needs the column to count by",
        "^type: A\ncount_only: true\noccurred_at: /timestamp^ | '/timestamp' is not a valid identifier",
        "^type: A\ncount_only: true\ncolumns: {}^ | 'columns' is only for imported types",
        "^type: A\ncount_only: true\nsince: 2019-01-01^ | 'since' is only for imported types",
        "^type: A\ncount_only: maybe^     | 'count_only' is 'maybe'; use true or false",
        "^type: EventCount\ncount_only: true\noccurred_at: dt_bucket^ | is reserved for Millrace's own",
        "^type: A\ntable: millrace_run\ncount_only: true\noccurred_at: a^ | is reserved for Millrace's own",
        "^type: A\noccurred_at: { unit: s }^ | occurred_at needs one path",
        "^type: A\noccurred_at: { from: /a, unit: h }^ | unknown unit 'h'",
        "^type: A\noccurred_at: { from: /a, as: date }^ | unknown key 'as'",
      })
  void an_invalid_file_is_refused(String yaml, String message) {
    assertRefused(yaml, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hash: true", "shared: true", "retention: 1d", "<<: { a: b }"})
  void unknown_keys_are_refused(String key) {
    assertRefused("type: A\n" + key + "\ncolumns: { a: { from: /a } }", "unknown key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "as: decimal                | 'decimal' needs two numbers",
        "as: decimal(10,2)          | 'decimal(10' needs two numbers",
        "as: 'decimal(66,2)'        | use 1 to 65 digits",
        "as: 'decimal(5,6)'         | use 0 to 5 digits after the point",
        "as: 'decimal(65,31)'       | use 0 to 30 digits after the point",
        "as: integr                 | did you mean 'integer'?",
        "as:                        | 'as' needs one value",
        "length: 0                  | length 0 is not supported; use 1 to 4194303",
        "length: 5000000            | length 5000000 is not supported",
        "length: long               | length 'long' is not a number",
        "too_long: cut              | use reject or truncate",
        "as: date, length: 5        | 'length' is only valid with as: text",
        "as: date, too_long: reject | 'too_long' is only valid with as: text",
        "as: integer, unit: s       | 'unit' is only valid with as: timestamp",
        "required: 1                | 'required' is '1'; use true or false",
        "required: true, default: x | remove required",
        "as: integer, default: x    | default 'x' does not fit; write a whole number",
        "as: boolean, default: yes  | default 'yes' does not fit; write true, false, 1 or 0",
        "length: 2, default: abc    | default 'abc' does not fit; write at most 2 characters",
        "as: timestamp, default: -1 | default '-1' does not fit; write a moment between",
        "as: json, default: 1       | a JSON column cannot have a default",
        "default: [1]               | 'default' needs one value",
        "lookup: slack-chanel       | did you mean 'slack-channel'?",
        "lookup: slack-channel, required: true | a column with a lookup is always text",
        "lookup: slack-channel, as: bigint     | a column with a lookup is always text",
      })
  void an_invalid_column_is_refused(String keys, String message) {
    assertRefused("type: A\ncolumns: { a: { from: /a, " + keys + " } }", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "millrace_type",
        "MILLRACE_x",
        "EventCount",
        "eventcounthourly",
        "EventCountDaily",
        "EventCountAllTypes",
        "EventCountByEnd",
        "AllEvents",
        "Event",
        "event",
        "Millrace_Migration"
      })
  void names_of_millrace_tables_are_refused(String name) {
    assertRefused("type: " + name, "is reserved for Millrace's own tables");
    assertRefused("type: A\ntable: " + name, "is reserved for Millrace's own tables");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1A", "a-b", "a b", "a`b", "é", "a;drop"})
  void invalid_identifiers_are_refused(String name) {
    assertRefused("type: '" + name + "'", "is not a valid identifier");
    assertRefused("type: A\ntable: '" + name + "'", "is not a valid identifier");
    assertRefused(
        "type: A\ncolumns: { '" + name + "': { from: /a } }", "is not a valid identifier");
    assertRefused("type: " + "A".repeat(65), "is not a valid identifier");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "ID",
        "Timestamp",
        "occurred_at",
        "content_hash",
        "written_by",
        "written_at"
      })
  void reserved_columns_are_refused(String name) {
    assertRefused("type: A\ncolumns: { " + name + ": { from: /a } }", "is reserved for Millrace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"group", "select", "on", "yes", "null"})
  void reserved_words_are_good_names(String name) {
    String yaml = "type: EventType\ncolumns: { " + name + ": { from: /a } }";

    assertThatCode(() -> DefinitionParser.parseAll(yaml, "EventType.yaml"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "195 | length: 40 | 196 | the 196 columns need 8166 bytes in the page of a row",
        "1011 | as: integer | 1012 | there are 1012 columns, but the database allows only 1011",
        "987 | as: bigint | 988 | the 988 columns need 8133 bytes in the page of a row",
      })
  void too_many_columns_are_refused(int most, String kind, int more, String problem) {
    assertThatCode(() -> DefinitionParser.parseAll(columns(most, kind), "EventType.yaml"))
        .doesNotThrowAnyException();
    assertRefused(columns(more, kind), problem);
  }

  private static String columns(int number, String kind) {
    StringBuilder yaml = new StringBuilder("type: EventType\ncolumns:\n");
    for (int i = 0; i < number; i++) {
      yaml.append("  c%d: { from: /data/c%d, %s }\n".formatted(i, i, kind));
    }
    return yaml.toString();
  }

  @Test
  void texts_that_do_not_fit_into_one_row_are_refused() {
    String yaml =
        "type: A\ncolumns: { a: { from: /a, length: 9000 }, b: { from: /b, length: %d } }";

    assertRefused(yaml.formatted(9000), "the columns may need 72504 bytes per row");
    assertThatCode(() -> DefinitionParser.parseAll(yaml.formatted(20000), "A.yaml"))
        .doesNotThrowAnyException();
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> DefinitionParser.parseAll(yaml, "A.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageStartingWith("A.yaml")
        .hasMessageContaining(message);
  }
}
