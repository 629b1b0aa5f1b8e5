package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that are huge, deep or no UTF-8. */
final class HostileDocumentTest {

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
  void depth_and_length_of_skipped_values_do_not_matter() {
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
  void invalid_utf_8_rejects_the_document() {
    DocumentMapper text =
        new DocumentMapper(DefinitionParser.parse("type: T\ncolumns: { v: { from: /data } }", "T"));
    DocumentMapper json =
        new DocumentMapper(
            DefinitionParser.parse("type: T\ncolumns: { v: { from: /data, as: json } }", "T"));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'v':null}                  | accepted a [null]",
        "{'v':{'w':null}}            | accepted a [null]",
        "{'v':{'w':{'x':null}}}      | accepted a [null]",
        "{'v':[{'w':{'x':1}}]}       | accepted a [null]",
        "{'v':{'w':'x'}}             | accepted a [null]",
        "{'v':{'w':{'x':'👩‍👩‍👧😀'}}}  | accepted a [👩‍👩‍👧😀]",
        "{'v':{'w':{'x':1},'w':{}}}  | accepted a [null]",
        "{'v':{'w':{'x':1,'x':2}}}   | accepted a [2]",
        "{'v':{'w':{'x':1}},'v':3}   | accepted a [null]",
        "{'v':{'w':{'x':'\\ud83d'}}}  | rejected BAD_VALUE /data/v/w/x",
        "{'v':{'w':{'x':'\\ude00x'}}} | rejected BAD_VALUE /data/v/w/x",
        "{'v':{'w':{'x':'\\ud83d\\ude00'}}} | accepted a [😀]",
        "{'y':'\\ud83d'}              | accepted a [null]",
        "{'v':{'w':{'x':NaN}}}       | rejected NOT_JSON",
        "{'y':NaN}                   | rejected NOT_JSON",
        "{'y':-Infinity}             | rejected NOT_JSON",
        "{'y':1,}                    | rejected NOT_JSON",
        "{'y':[1,]}                  | rejected NOT_JSON",
        "{'y':01}                    | rejected NOT_JSON",
        "{'y':+1}                    | rejected NOT_JSON",
        "{'y':1.}                    | rejected NOT_JSON",
        "{y:1}                       | rejected NOT_JSON",
        "{'y':undefined}             | rejected NOT_JSON",
        "{'y':1}/*x*/                | rejected NOT_JSON",
        "{'y':'a\tb'}                | rejected NOT_JSON",
        "{'v':{'w':{'x':1e400}}}     | accepted a [1e400]",
        "{'v':{'w':{'x':123456789012345678901234567890}}} | accepted a [123456789012345678901234567890]",
      })
  void a_webhook_may_send(String data, String outcome) {
    Mapping mapping = Mapping.of("type: T\ncolumns: { v: { from: /data/v/w/x } }");

    assertThat(mapping.outcomeOfData(data)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "bigint         | 9223372036854775807  | accepted a [9223372036854775807]",
        "bigint         | 9223372036854775808  | rejected BAD_VALUE /data",
        "bigint         | -9223372036854775808 | accepted a [-9223372036854775808]",
        "bigint         | -9223372036854775809 | rejected BAD_VALUE /data",
        "bigint         | 18446744073709551616 | rejected BAD_VALUE /data",
        "bigint         | 9.223372036854775807e18 | accepted a [9223372036854775807]",
        "bigint         | 1e999999999          | rejected BAD_VALUE /data",
        "integer        | 2147483648           | rejected BAD_VALUE /data",
        "double         | 1e309                | rejected BAD_VALUE /data",
        "double         | 18446744073709551616 | accepted a [1.8446744073709552E19]",
        "'decimal(20,0)' | 18446744073709551616 | accepted a [18446744073709551616]",
        "boolean        | 2                    | rejected BAD_VALUE /data",
        "timestamp      | 9223372036854775808  | rejected BAD_MOMENT /data",
      })
  void a_number_is_stored_exactly_or_rejects_its_document(
      String type, String number, String outcome) {
    Mapping mapping = Mapping.ofColumn("as: " + type);

    assertThat(mapping.outcome(Mapping.document(number))).isEqualTo(outcome);
    assertThat(mapping.outcome(Mapping.document('"' + number + '"')))
        .isEqualTo(
            Set.of("boolean", "timestamp").contains(type) ? "rejected BAD_VALUE /data" : outcome);
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
