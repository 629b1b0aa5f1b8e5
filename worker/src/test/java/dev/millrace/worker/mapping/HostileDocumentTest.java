package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.DocumentType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

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
