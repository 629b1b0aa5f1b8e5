package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DefinitionVersionTest {

  private static final String DEFINITION =
      """
      type: A
      accept: /data/x
      slice_width: 10m
      columns:
        a: { from: /data/a, length: 100 }
        b: { from: /data/b, as: integer }
      """;

  @Test
  void the_version_of_a_definition_never_changes() {
    assertThat(version(DEFINITION)).isEqualTo("abe122d246bc8115");
  }

  @ParameterizedTest
  @CsvSource({
    "slice_width: 10m, slice_width: 1h",
    "slice_width: 10m, ''",
    "slice_width: 10m, 'since: 2019-01-01\nenabled: false'",
    "type: A, 'type:    \"A\" # a comment'",
    "type: A, 'table: A\ntype: A'",
    "length: 100, 'length: 100, too_long: reject, required: false'",
  })
  void keys_without_effect_on_rows_do_not_change_the_version(String before, String after) {
    assertThat(version(DEFINITION.replace(before, after))).isEqualTo(version(DEFINITION));
  }

  @ParameterizedTest
  @CsvSource({
    "type: A, type: B",
    "type: A, 'type: A\ntable: B'",
    "accept: /data/x, accept: /data/y",
    "accept: /data/x, ''",
    "slice_width: 10m, occurred_at: /data/at",
    "slice_width: 10m, 'occurred_at: { from: /timestamp, unit: ms }'",
    "from: /data/a, from: /data/aa",
    "length: 100, length: 101",
    "length: 100, 'length: 100, too_long: truncate'",
    "length: 100, 'length: 100, required: true'",
    "length: 100, 'length: 100, default: x'",
    "length: 100, 'length: 100, lookup: slack-channel'",
    "as: integer, as: bigint",
    "b: {, c: {",
  })
  void keys_with_effect_on_rows_change_the_version(String before, String after) {
    assertThat(version(DEFINITION.replace(before, after)))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(version(DEFINITION));
  }

  private static String version(String yaml) {
    return DefinitionParser.parse(yaml, "A.yaml").version();
  }
}
