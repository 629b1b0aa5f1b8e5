package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DocumentMapperTest {

  private static final String DEFINITION =
      """
      type: T
      accept: /data/keep
      columns:
        text: { from: /data/text, length: 3 }
        number: { from: /data/number, as: integer, required: true }
      """;

  private final Mapping mapping = Mapping.of(DEFINITION);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "^^                                        | rejected NOT_JSON",
        "{bad}                                     | rejected NOT_JSON",
        "NaN                                       | rejected NOT_JSON",
        "some words                                | rejected NOT_JSON",
        "{'id':'a'} x                              | rejected NOT_JSON",
        "{'id':'a'} {}                             | rejected NOT_JSON",
        "{'id':'a',}                               | rejected NOT_JSON",
        "{'id':'a','timestamp':NaN}                | rejected NOT_JSON",
        "{'id':'a','timestamp':01}                 | rejected NOT_JSON",
        "{'id':'a'                                 | rejected NOT_JSON",
        "{'id':'a','x':'\\x'}                      | rejected NOT_JSON",
        "{'id':'a'/* comment */}                   | rejected NOT_JSON",
        "[1, bad]                                  | rejected NOT_JSON",
        "[1,2]                                     | rejected NOT_AN_OBJECT",
        "'id'                                      | rejected NOT_AN_OBJECT",
        "7                                         | rejected NOT_AN_OBJECT",
        "true                                      | rejected NOT_AN_OBJECT",
        "null                                      | rejected NOT_AN_OBJECT",
        "{}                                        | rejected NO_ID /id",
        "{'id':null}                               | rejected NO_ID /id",
        "{'id':7}                                  | rejected BAD_ID /id",
        "{'id':''}                                 | rejected BAD_ID /id",
        "{'id':['a']}                              | rejected BAD_ID /id",
        "{'id':'\\ud83d'}                          | rejected BAD_ID /id",
        "{'id':'a'}                                | rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':null}               | rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':1.5}                | rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':'now'}              | rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':{}}                 | rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':9223372036854775808}| rejected NO_TIMESTAMP /timestamp",
        "{'id':'a','timestamp':-1}                 | rejected BAD_MOMENT /timestamp",
        "{'id':'a','timestamp':1433323321000}      | rejected BAD_MOMENT /timestamp",
        "{'id':'a','timestamp':1,'type':'t'}       | rejected WRONG_TYPE /type",
        "{'id':'a','timestamp':1,'type':7}         | rejected WRONG_TYPE /type",
        "{'id':'a','timestamp':1,'type':'T'}       | filtered a",
        "{'id':'a','timestamp':1,'type':null}      | filtered a",
        "{'id':'a','timestamp':1}                  | filtered a",
        "{'id':'a','timestamp':1,'data':null}      | filtered a",
        "{'id':'a','timestamp':1,'data':7}         | filtered a",
        "{'id':'a','timestamp':1,'data':[]}        | filtered a",
        "{'id':'a','timestamp':1,'data':{'keep':null,'number':'x'}} | filtered a",
        "{'id':'a','timestamp':1,'data':{'keep':0}} | rejected MISSING_VALUE /data/number",
        "{'id':'a','timestamp':1,'data':{'keep':{},'number':null}} | rejected MISSING_VALUE /data/number",
        "{'id':'a','timestamp':1,'data':{'keep':[],'number':'x'}} | rejected BAD_VALUE /data/number",
        "{'id':'a','timestamp':1,'data':{'keep':'','number':{}}} | rejected BAD_VALUE /data/number",
        "{'id':'a','timestamp':1,'data':{'keep':1,'text':'four'}} | rejected TOO_LONG /data/text",
        "{'id':'a','timestamp':1,'data':{'keep':false,'number':1}} | accepted a [null, 1]",
        "{'id':'a','timestamp':1,'data':{'keep':1,'number':1,'text':'x'}} | accepted a [x, 1]",
      })
  void every_document_has_one_outcome(String document, String outcome) {
    assertThat(mapping.outcome(document.replace('\'', '"'))).isEqualTo(outcome);
  }

  @Test
  void an_id_is_kept_byte_for_byte() {
    String longest = "é".repeat(32);

    for (String id :
        new String[] {"AAUXmZdlgECeao9LpCYg4Q==", "q", "Q", " q ", "\u0000", longest}) {
      String escaped = id.replace("\u0000", "\\u0000");
      assertThat(Mapping.ofColumn("").accepted(withId(escaped)).id().bytes())
          .isEqualTo(id.getBytes(UTF_8));
    }
    assertThat(mapping.outcome(withId(longest + "x"))).isEqualTo("rejected BAD_ID /id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{bad}",
        "{}",
        "{\"id\":7}",
        "{\"id\":\"\",NaN}",
        "[{\"id\":\"a\",NaN}]",
        "[]",
        ""
      })
  void a_document_without_an_id_has_a_key_of_its_content(String document) {
    DocumentId key = mapping.rejected(document).key();

    assertThat(key.toString()).matches("sha256:[0-9a-f]{32}");
    assertThat(key).isEqualTo(mapping.rejected(document).key());
    assertThat(key).isNotEqualTo(mapping.rejected(document + " ").key());
  }

  @Test
  void a_document_with_an_id_is_rejected_under_it() {
    assertThat(mapping.rejected("{\"id\":\"a\"}").key()).isEqualTo(DocumentId.of("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a','timestamp':1,'data':{'keep':NaN}}",
        "{'timestamp':1,'data':{'id':'b','keep':[{}]},'id':'a','type':nope}",
        "{'id':'a','timestamp':1,'data':{'keep':1,}}",
        "{'id':'a','timestamp':1}}",
        "{'id':'a'",
      })
  void a_document_that_breaks_behind_its_id_is_rejected_under_it(String document) {
    Rejected rejected = mapping.rejected(document.replace('\'', '"'));

    assertThat(rejected.reason()).isEqualTo(Reason.NOT_JSON);
    assertThat(rejected.key()).isEqualTo(DocumentId.of("a"));
  }

  @Test
  void message_names_the_expected_and_quotes_the_found_value() {
    String document = "{\"id\":\"a\",\"timestamp\":1,\"data\":{\"keep\":1,\"number\":\"many\"}}";

    assertThat(mapping.rejected(document).message())
        .isEqualTo("number: expected a whole number of 32 bits, at most 2147483647, found 'many'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "😀", "\\ud83d", "\\u0007"})
  void a_message_stays_short_and_storable(String unit) {
    String value = unit.repeat(1_000_000);
    String document =
        "{\"id\":\"a\",\"timestamp\":1,\"data\":{\"keep\":1,\"number\":\"" + value + "\"}}";

    String message = mapping.rejected(document).message();

    assertThat(message).hasSizeLessThan(300).endsWith("…'");
    assertThat(new String(message.getBytes(UTF_8), UTF_8)).isEqualTo(message);
    assertThat(mapping.rejected("{\"id\":\"" + value).message()).hasSizeLessThanOrEqualTo(500);
    assertThat(mapping.rejected("{" + value).message()).hasSizeLessThanOrEqualTo(500);
  }

  @Test
  void an_oversized_document_is_rejected_by_its_head() {
    byte[] head = "..{\"id\":\"a\"".getBytes(UTF_8);

    Rejected rejected = DocumentMapper.oversized(head, 2, head.length - 2, 20_000_000_000L);

    assertThat(rejected.reason()).isEqualTo(Reason.OVERSIZED);
    assertThat(rejected.message()).contains("20000000000 bytes");
    assertThat(rejected.key()).isEqualTo(DocumentId.of("a"));
  }

  @Test
  void an_oversized_document_whose_head_has_no_id_has_a_key_of_it() {
    byte[] head = "{\"data\":{\"id\":\"a\"".getBytes(UTF_8);

    Rejected rejected = DocumentMapper.oversized(head, 0, head.length, 20_000_000_000L);

    assertThat(rejected.key()).isEqualTo(DocumentId.ofContent(head, 0, head.length));
  }

  @ParameterizedTest
  @CsvSource({
    "/timestamp, 1433323321, 2015-06-03T09:22:01Z",
    "/data, 1433323321.5, 2015-06-03T09:22:01.500Z",
    "/data, '\"2015-06-03T11:22:01.9999+02:00\"', 2015-06-03T09:22:01.999Z",
    "'{ from: /data, unit: ms }', 1433323321987, 2015-06-03T09:22:01.987Z",
  })
  void a_document_occurs_when_its_definition_says(String path, String data, Instant moment) {
    Mapping types = Mapping.of("type: T\noccurred_at: " + path + "\ncolumns: { v: { from: /v } }");

    Row row = types.accepted(Mapping.document(data)).rows().getFirst();

    assertThat(row.occurredAt()).isEqualTo(moment);
    assertThat(row.timestamp()).isEqualTo(1433323321L);
  }

  @ParameterizedTest
  @CsvSource({
    "null, rejected MISSING_VALUE /data",
    "{}, rejected BAD_VALUE /data",
    "'\"2015-06-03T11:22:01\"', rejected BAD_VALUE /data",
    "'\"2262-01-01T00:00:00Z\"', rejected BAD_MOMENT /data",
    "'\"2037-01-01T00:00:00Z\"', accepted a [null]",
  })
  void a_document_that_cannot_say_when_it_occurred_is_rejected(String data, String outcome) {
    Mapping types = Mapping.of("type: T\noccurred_at: /data\ncolumns: { v: { from: /v } }");

    assertThat(types.outcome(Mapping.document(data))).isEqualTo(outcome);
  }

  private static String withId(String id) {
    return "{\"id\":\"" + id + "\",\"timestamp\":1}";
  }
}
