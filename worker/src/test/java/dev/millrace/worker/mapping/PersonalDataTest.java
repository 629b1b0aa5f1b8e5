package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hashed or dropped is nowhere: not in a column, not in JSON, not among the rejected. */
final class PersonalDataTest {

  private static final String DEFINITION =
      """
      type: T
      each: /data/people
      drop: [/data/secret, /data/people/-/phone, /data/list/1]
      columns:
        login: { from: /data/login, hash: true }
        mail: { from_each: /mail, derive: [trim, lower], hash: true }
        size: { from: /data/size, as: integer }
        all: { from: /data, as: json }
        person: { from_each: '', as: json }
      """;

  /** By: printf Ann | openssl dgst -sha256 -hmac 'a key' */
  private static final String ANN =
      "2988efe5dcecc44501b76d6bdab390ea7bdf78e46df2c8d9db8b84f49927f75a";

  private static final DocumentMapper MAPPER = mapper(Pseudonyms.of("a key"));

  @Test
  void a_keyed_hash_stands_for_the_value() {
    Mapping mapping =
        Mapping.of("type: T\ncolumns: { v: { from: /data, derive: trim, hash: true } }");

    assertThat(mapping.values("\" Ann \"")).isEqualTo(List.of(ANN));
    assertThat(mapping.values("\"ann\"").getFirst()).isNotEqualTo(ANN);
    assertThat(mapping.values("null").getFirst()).isNull();
    assertThat(mapping.values("7").getFirst()).isEqualTo(Pseudonyms.of("a key").replace("7"));
    assertThat(Pseudonyms.of("another").replace("Ann")).isNotEqualTo(ANN);
  }

  @Test
  void without_a_key_a_type_that_hashes_has_no_mapper() {
    assertThatThrownBy(() -> mapper(Pseudonyms.of("")))
        .isInstanceOf(MissingHashKeyException.class)
        .hasMessageStartingWith("MILLRACE_HASH_KEY is not set, but T hashes");
  }

  @Test
  void json_columns_hold_hashes_and_nothing_that_is_dropped() {
    List<Row> rows = ((MappedDocument.Accepted) map(document("7"))).rows();

    assertThat(rows).hasSize(2);
    assertThat(rows.toString()).doesNotContain("Ann", "ann@", "555", "hush");
    assertThat(rows.getFirst().values().get(3))
        .isEqualTo(
            """
            {"login":"%s","size":7,"secret":null,"list":[1,null,3],"people":[{"mail":"%s","phone":null},{"name":"x"}]}"""
                .formatted(ANN, Pseudonyms.of("a key").replace("ann@A.b")));
    assertThat(rows.getFirst().values().get(4).toString()).contains("\"phone\":null");
  }

  static Stream<String> rejectedDocuments() {
    return Stream.of(
        document("\"x\""),
        document("7").replace("\"login\":\"Ann\"", "\"login\":[\"Ann\"]"),
        document("7").replace("\"login\":\"Ann\"", "\"login\":{\"name\":\"Ann\"}"),
        document("\"x\",\"login\":\"Ann\""),
        document("\"x\",\"secret\":[\"Ann\"]"),
        document("7").replace("\"id\":\"a\"", "\"id\":7"),
        document("7").replace("\"type\":\"T\"", "\"type\":\"U\""),
        document("7").replace("\"name\"", "\"mail\":[\"Ann\"],\"phone\""));
  }

  @ParameterizedTest
  @MethodSource("rejectedDocuments")
  void rejected_document_and_its_message_contain_no_personal_data(String document) {
    Rejected rejected = (Rejected) map(document);

    assertThat(rejected.message()).doesNotContain("hush", "ann@", "555").doesNotContain("'Ann'");
    assertThat(kept(document))
        .contains("\"people\":[{\"mail\":\"")
        .doesNotContain("\"Ann\"", "ann@", "555", "hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"data\":{\"login\":Ann}}", "{\"data\":{\"login\":\"Ann\"}", "", "{} Ann"})
  void invalid_json_is_neither_kept_nor_quoted(String document) {
    Rejected rejected = (Rejected) map(document);

    assertThat(rejected.reason()).isEqualTo(Reason.NOT_JSON);
    assertThat(rejected.message()).doesNotContain("Ann");
    assertThat(kept(document))
        .isEqualTo(
            "%d bytes that are not JSON; not kept, since they may contain personal data"
                .formatted(document.length()));
  }

  @Test
  void all_other_bytes_are_kept_as_they_came() {
    String document =
        "{ \"id\" : \"a\",\n\"data\":{\"n\":1.50e3, \"login\":\"A\\u006en\" , \"x\":\"\\ud83d\"}, \"k\":[ ] }";

    assertThat(kept(document)).isEqualTo(document.replace("A\\u006en", ANN));
    assertThat(
            new String(
                new DocumentMapper(
                        DefinitionParser.parse("type: T\ncolumns: { v: { from: /v } }", "T"))
                    .keepable(("x" + document).getBytes(UTF_8), 1, document.length()),
                UTF_8))
        .isEqualTo(document);
  }

  private static DocumentMapper mapper(Pseudonyms pseudonyms) {
    return new DocumentMapper(
        DefinitionParser.parse(DEFINITION, "T.yaml"), Lookups.NONE, pseudonyms);
  }

  private static String document(String size) {
    return """
    {"id":"a","timestamp":1,"type":"T","data":{"login":"Ann","size":%s,"secret":{"word":"hush"},\
    "list":[1,"hush",3],"people":[{"mail":"ann@A.b","phone":"555"},{"name":"x"}]}}"""
        .formatted(size);
  }

  private static MappedDocument map(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    return MAPPER.map(bytes, 0, bytes.length);
  }

  private static String kept(String document) {
    byte[] bytes = ("[" + document).getBytes(UTF_8);
    return new String(MAPPER.keepable(bytes, 1, bytes.length - 1), UTF_8);
  }
}
