package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionParser;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SharedTableTest {

  private static final String A = "type: A\ntable: All\ncolumns:\n  a: { from: /data/a }\n";

  @Test
  void types_that_name_one_table_share_it_and_know_that() {
    Catalogue catalogue =
        catalogue(
            A,
            "type: B\ntable: All\neach: /data\ncolumns: { b: { from_each: '' } }",
            "type: C\ncolumns: { c: { from: /data } }");

    assertThat(catalogue.imported())
        .extracting(type -> type.name() + " " + type.layout())
        .containsExactly(
            "A TableLayout[byType=true, byDocument=true]",
            "B TableLayout[byType=true, byDocument=true]",
            "C TableLayout[byType=false, byDocument=false]");
    assertThat(catalogue.find("A").orElseThrow().ownRows("WHERE"))
        .isEqualTo(" WHERE document_type = 'A'");
    assertThat(catalogue.find("C").orElseThrow().ownRows("WHERE")).isEmpty();
  }

  @Test
  void a_table_that_once_had_a_column_of_its_own_keeps_it() {
    DocumentType type = DefinitionParser.parse(A, "A.yaml").in(new TableLayout(true, false));

    Catalogue catalogue = Catalogue.of(List.of(type));

    assertThat(catalogue.imported().getFirst().layout().byType()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^table: All\ncolumns:\n  a: { from: /x, length: 9 }^ | line 4: column 'a' of table 'All' is text(9,reject) here but text(255,reject) in A; use the same type in both",
        "^table: All\ncolumns:\n  A: { from: /x, as: date }^ | line 4: column 'A' of table 'All' is date here but text(255,reject) in A",
        "^table: all\ncolumns:\n  a: { from: /x }^ | line 2: table 'all' is written 'All' in A",
        "^table: All\ncount_only: true\noccurred_at: at^ | line 2: table 'All' is already defined by A, and the table of a count-only type",
        "^table: All\ncolumns:\n  b: { from: /x, length: 16100 }^ | line 3: the columns may need",
      })
  void types_that_do_not_agree_about_their_table_are_refused(String rest, String message) {
    assertThatThrownBy(() -> catalogue(A, "type: B\n" + rest))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("B, " + message);
  }

  @Test
  void a_column_of_both_may_come_from_elsewhere_and_be_cut_in_one_of_them() {
    Catalogue catalogue =
        catalogue(A, "type: B\ntable: All\ncolumns: { a: { from: /data/x, too_long: truncate } }");

    assertThat(catalogue.types()).hasSize(2);
  }

  private static Catalogue catalogue(String... definitions) {
    return Catalogue.of(
        Stream.of(definitions)
            .flatMap(
                yaml -> DefinitionParser.parseAll(yaml, yaml.substring(6, 7) + ".yaml").stream())
            .toList());
  }
}
