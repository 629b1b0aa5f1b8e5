package dev.millrace.worker.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MappedValuesTest {

  @Test
  void values_are_ready_for_jdbc() {
    Mapping mapping =
        Mapping.of(
            """
            type: T
            columns:
              a: { from: /data/a }
              b: { from: /data/b, as: integer }
              c: { from: /data/c, as: bigint }
              d: { from: /data/d, as: 'decimal(5,2)' }
              e: { from: /data/e, as: double }
              f: { from: /data/f, as: boolean }
              g: { from: /data/g, as: timestamp }
              h: { from: /data/h, as: date }
              i: { from: /data/i, as: json }
              j: { from: /data/j }
            """);

    assertThat(
            mapping.values(
                """
                {"a": "😀", "b": 1, "c": 9223372036854775807, "d": "7.5", "e": 0.5, "f": true,
                 "g": "2015-06-03T11:22:01+02:00", "h": "2015-06-03", "i": {"x": [1, "a b"]}}
                """))
        .isEqualTo(
            Arrays.asList(
                "😀",
                1,
                9223372036854775807L,
                new BigDecimal("7.50"),
                0.5,
                true,
                LocalDateTime.parse("2015-06-03T09:22:01"),
                LocalDate.parse("2015-06-03"),
                "{\"x\":[1,\"a b\"]}",
                null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "/data/a        | {'a':'x'}                    | x",
        "/data/a        | {'a':null}                   | null",
        "/data/a        | {}                           | null",
        "/data/a        | {'b':1}                      | null",
        "/data/a        | 7                            | null",
        "/data/a        | null                         | null",
        "/data/a        | ['x']                        | null",
        "/data/1        | ['x','y']                    | y",
        "/data/1        | {'1':'y'}                    | y",
        "/data/01       | ['x','y']                    | null",
        "/data/01       | {'01':'y'}                   | y",
        "/data/2        | ['x','y']                    | null",
        "/data/-        | ['x','y']                    | null",
        "/data/a/0/b    | {'a':[{'b':'x'},{'b':'y'}]}  | x",
        "/data/a/b/c    | {'a':{'b':'x'}}              | null",
        "/data/a~1b     | {'a/b':'x','a':{'b':'y'}}    | x",
        "/data/m~0n     | {'m~n':'x'}                  | x",
        "/data/         | {'':'x'}                     | x",
        "/data/\u00e6   | {'\\u00e6':'x'}              | x",
        "/data/a        | {'a':'x','a':'y'}            | y",
        "/data/a        | {'a':'x','a':null}           | null",
        "/data/a/b      | {'a':{'b':'x'},'a':{'c':1}}  | null",
        "/data/a/b      | {'a':{'b':'x'},'a':7}        | null",
        "/data/a/b      | {'a':7,'a':{'b':'x'}}        | x",
        "/data/a/0      | {'a':['x'],'a':[]}           | null",
        "/data/a        | {'a':1.50}                   | 1.50",
        "/data/a        | {'a':1E+2}                   | 1E+2",
        "/data/a        | {'a':false}                  | false",
      })
  void a_path_finds_what_a_json_pointer_points_at(String path, String data, String value) {
    Mapping mapping = Mapping.of("type: T\ncolumns: { v: { from: '" + path + "' } }");

    assertThat(String.valueOf(mapping.values(data.replace('\'', '"')).getFirst())).isEqualTo(value);
  }

  @Test
  void a_text_may_hold_a_null_character() {
    assertThat(Mapping.ofColumn("").values("\"a\\u0000b\"")).isEqualTo(List.of("a\0b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{ 'b' : [ 1.0 , true ] , 'c' : ' x ' } | {'b':[1.0,true],'c':' x '}",
        "[]                                     | []",
        "'a \\' b'                              | 'a \\' b'",
        "'\\\\'                                 | '\\\\'",
        "'\\ud83d'                              | '\\ud83d'",
        "'é😀'                                  | 'é😀'",
        " 12                                    | 12",
        "true                                   | true",
        "null                                   | null",
        "{'a':1,'a':{'b':2}}                    | {'a':1,'a':{'b':2}}",
      })
  void json_keeps_its_text_without_the_space_between(String data, String text) {
    List<?> values = Mapping.ofColumn("as: json").values(data.replace('\'', '"'));

    assertThat(String.valueOf(values.getFirst())).isEqualTo(text.replace('\'', '"'));
  }

  @Test
  void a_value_may_be_kept_whole_and_in_part() {
    Mapping mapping =
        Mapping.of(
            """
            type: T
            accept: /data/a
            columns:
              all: { from: '', as: json }
              whole: { from: /data/a, as: json }
              part: { from: /data/a/b, as: integer }
              again: { from: /data/a/b }
            """);
    String document = Mapping.document("{\"a\":{\"b\":1}}");

    assertThat(mapping.accepted(document).rows().getFirst().values())
        .isEqualTo(List.of(document, "{\"b\":1}", 1, "1"));
  }

  @Test
  void a_default_stands_in_for_a_missing_value_and_null() {
    Mapping mapping = Mapping.ofColumn("as: integer, default: 7");

    assertThat(mapping.values("null")).isEqualTo(List.of(7));
    assertThat(mapping.values("0")).isEqualTo(List.of(0));
    assertThat(mapping.accepted("{\"id\":\"a\",\"timestamp\":1}").rows().getFirst().values())
        .isEqualTo(List.of(7));
    assertThat(mapping.outcome(Mapping.document("\"x\""))).isEqualTo("rejected BAD_VALUE /data");
  }
}
