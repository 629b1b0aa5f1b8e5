package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UncountedTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                   | columns: { n: { } }   | true",
        "columns: { n: { } }  | columns: { n: { } }   | false",
        "columns: { n: { } }  | columns: { m: { } }   | false",
        "columns: { n: { } }  | table: B;columns: { n: { } } | true",
        "count_only: true;occurred_at: t | columns: { n: { } } | true",
        "count_only: true;occurred_at: t | count_only: true;occurred_at: t | false",
        "count_only: true;occurred_at: t | count_only: true;occurred_at: u | true",
        "''                   | count_only: true;occurred_at: t | true"
      })
  void types_with_rows_or_counts_of_another_origin_are_recounted(
      String before, String after, boolean recounted) {
    assertThat(UncountedTypes.of(catalogue(before), catalogue(after))).hasSize(recounted ? 1 : 0);
  }

  private static Catalogue catalogue(String body) {
    return Catalogue.of(
        Stream.of(body)
            .filter(text -> !text.isEmpty())
            .map(text -> "type: A\n" + text.replace(";", "\n").replace("{ }", "{ from: /n }"))
            .flatMap(text -> DefinitionParser.parseAll(text, "A.yaml").stream())
            .toList());
  }
}
