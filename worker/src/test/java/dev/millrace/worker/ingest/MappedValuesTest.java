package dev.millrace.worker.ingest;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.DocumentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    assertThat(mapping.accepted(document).row().values())
        .isEqualTo(List.of(document, "{\"b\":1}", 1, "1"));
  }

  @Test
  void a_default_stands_in_for_a_missing_value_and_null() {
    Mapping mapping = Mapping.ofColumn("as: integer, default: 7");

    assertThat(mapping.values("null")).isEqualTo(List.of(7));
    assertThat(mapping.values("0")).isEqualTo(List.of(0));
    assertThat(mapping.accepted("{\"id\":\"a\",\"timestamp\":1}").row().values())
        .isEqualTo(List.of(7));
    assertThat(mapping.outcome(Mapping.document("\"x\""))).isEqualTo("rejected BAD_VALUE /data");
  }

  @Test
  void a_column_with_a_lookup_is_null_for_now() {
    assertThat(Mapping.ofColumn("lookup: slack-channel").values("{}").getFirst()).isNull();
  }

  @Test
  void text_of_a_megabyte_fits_a_column_of_that_length() throws IOException {
    String text = "é\"\\😀".repeat(250_000);
    String data = new ObjectMapper().writeValueAsString(text);

    assertThat(Mapping.ofColumn("length: 1000000").values(data)).isEqualTo(List.of(text));
    assertThat(Mapping.ofColumn("length: 999999").outcome(Mapping.document(data)))
        .isEqualTo("rejected TOO_LONG /data");
    assertThat(Mapping.ofColumn("length: 4, too_long: truncate").values(data))
        .isEqualTo(List.of("é\"\\😀"));
  }

  @Test
  void depth_and_length_of_what_is_passed_over_do_not_matter() {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    String wide = "{\"x\":" + "9".repeat(100_000) + ",\"" + "k".repeat(100_000) + "\":1,\"v\":";

    assertThat(Mapping.of("type: T\ncolumns: { v: { from: /data/v } }").values(wide + "7}"))
        .isEqualTo(List.of("7"));
    assertThat(Mapping.ofColumn("").outcome(Mapping.document(deep)))
        .isEqualTo("rejected BAD_VALUE /data");
    assertThat(Mapping.ofColumn("as: json").values(deep)).isEqualTo(List.of(deep));
    assertThat(Mapping.ofColumn("").outcome(Mapping.document("[".repeat(1_000_000))))
        .isEqualTo("rejected NOT_JSON");
  }

  @Test
  void bytes_that_are_no_utf_8_reject_the_document() {
    DocumentMapper text =
        new DocumentMapper(DocumentType.parse("type: T\ncolumns: { v: { from: /data } }", "T"));
    DocumentMapper json =
        new DocumentMapper(
            DocumentType.parse("type: T\ncolumns: { v: { from: /data, as: json } }", "T"));
    byte[] latin1 = bytes(0xe9, 0x20);
    byte[] halfPair = bytes(0xed, 0xa0, 0xbd);

    assertThat(reason(text, quoted(latin1))).isEqualTo(Reason.NOT_JSON);
    assertThat(reason(json, quoted(latin1))).isEqualTo(Reason.NOT_JSON);
    assertThat(reason(text, quoted(halfPair))).isEqualTo(Reason.NOT_JSON);
    assertThat(reason(json, quoted(halfPair))).isEqualTo(Reason.NOT_JSON);
    assertThat(reason(json, concat(bytes('['), quoted(halfPair), bytes(']'))))
        .isEqualTo(Reason.BAD_VALUE);
    assertThat(reason(text, quoted(bytes('x')))).isNull();
    assertThat(Mapping.ofColumn("").outcome(Mapping.document("\"\\ud83d\"")))
        .isEqualTo("rejected BAD_VALUE /data");
    byte[] utf16 = "{\"id\":\"a\"}".getBytes(UTF_16);
    assertThat(((MappedDocument.Rejected) text.map(utf16, 0, utf16.length)).reason())
        .isEqualTo(Reason.NOT_JSON);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] quoted(byte[] text) {
    return concat(bytes('"'), text, bytes('"'));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static @Nullable Reason reason(DocumentMapper mapper, byte[] data) {
    byte[] before = "{\"id\":\"a\",\"timestamp\":1,\"data\":".getBytes(UTF_8);
    byte[] document = concat(before, data, bytes('}'));
    return mapper.map(document, 0, document.length) instanceof MappedDocument.Rejected rejected
        ? rejected.reason()
        : null;
  }
}
