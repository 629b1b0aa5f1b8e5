package dev.millrace.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.text.Printable;
import dev.millrace.time.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageCodecTest {

  private static final String LONG = "x".repeat(5_000);

  private final MessageCodec codec = new MessageCodec();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'types':['A','B']}                                | [A, B] |    |",
        "{'timestamp_from':5}                               | []     | 5  |",
        "{'timestamp_to':-5}                                | []     |    | -5",
        "{'timestamp_from':0,'timestamp_to':100000000000}   | []     | 0  | 100000000000",
        "{'timestamp_from':null}                            | []     |    |",
        "{'types':null,'timestamp_to':null}                 | []     |    |",
        "{'kind':'window'}                                  | []     |    |",
        "{'kind':null,'types':['A']}                        | [A]    |    |",
        "{'kind':'window','from':1,'to':2}                  | []     |    |",
        "{'version':1,'timestamp_to':9223372036854775807}   | []     |    | 9223372036854775807",
      })
  void a_window_needs_its_kind_or_one_of_its_three_fields(
      String body, String types, Long from, Long to) {
    assertThat(codec.decode(body.replace('\'', '"')))
        .isInstanceOfSatisfying(
            WindowMessage.class,
            window -> {
              assertThat(window.types()).hasToString(types);
              assertThat(window.from()).isEqualTo(from);
              assertThat(window.to()).isEqualTo(to);
            });
  }

  @Test
  void unknown_fields_space_and_order_do_not_matter() {
    String body =
        """
        { "to": 600, "colour": {"kind": "buckets"}, "from": 0, "type": "T", "id": 1,
          "kind": "slice", "run": [7] }
        """;

    assertThat(codec.decode(body)).isEqualTo(new SliceMessage(1, "T", new Window(0, 600)));
  }

  @Test
  void every_character_of_a_type_survives() {
    Message message = new BucketsMessage("Ü\"\\\n💡", new Window(0, 300));

    assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "7", "\"slice\"", "[{\"kind\":\"window\"}]"})
  void non_objects_are_refused(String body) {
    assertRefused(body, "not a JSON object", body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "slice", "{\"kind\":slice}", "{'kind':'window'}", "\u0000", "{]"})
  void invalid_json_is_refused(String body) {
    assertRefused(body, "not JSON", Printable.of(body));
  }

  @Test
  void trailing_text_is_refused() {
    assertRefused("{\"kind\":\"window\"} {\"kind\":\"window\"}", "not JSON");
    assertRefused("{\"kind\":\"window\"}]", "not JSON");
  }

  @Test
  void json_without_a_bottom_is_refused() {
    assertRefused("[".repeat(100_000), "not JSON");
    assertRefused(slice("id", "9".repeat(100_000)), "not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "1.0", "\"1\"", "null", "[1]", "1e0", "4294967297"})
  void another_version_is_refused_and_named(String version) {
    assertRefused(slice("version", version), "unknown version", version.replace("1e0", "1.0"));
  }

  @Test
  void another_kind_is_refused_and_named() {
    assertRefused("{\"kind\":\"Slice\"}", "'Slice'", "slice, window and buckets");
    assertRefused("{\"kind\":\"\"}", "''", "slice, window and buckets");
    assertRefused("{\"kind\":7}", "'kind' must be text, but is 7");
  }

  @Test
  void an_object_without_a_kind_or_a_field_of_a_window_is_refused() {
    assertRefused("{}", "no 'kind'");
    assertRefused("{\"type\":\"T\",\"from\":0,\"to\":1}", "no 'kind'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "type", "from", "to"})
  void a_missing_field_of_a_slice_is_named(String field) {
    assertRefused(slice(field, null), "'%s' is missing".formatted(field));
    assertRefused(slice(field, "null"), "'%s' is missing".formatted(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"type", "from", "to"})
  void a_missing_field_of_buckets_is_named(String field) {
    String body = slice(field, null).replace("\"slice\"", "\"buckets\"");

    assertRefused(body, "'%s' is missing".formatted(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e3", "1.5", "5.0", "\"5\"", "9223372036854775808", "true", "[5]", "{\"a\":5}"})
  void non_integers_are_named(String value) {
    for (String field : List.of("id", "from", "to")) {
      assertRefused(slice(field, value), "'%s' must be a whole number".formatted(field));
    }
    for (String field : List.of("timestamp_from", "timestamp_to")) {
      assertRefused(
          "{\"%s\":%s}".formatted(field, value), "'%s' must be a whole number".formatted(field));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "true", "[\"T\"]", "{}"})
  void a_non_text_type_is_named(String value) {
    assertRefused(slice("type", value), "'type' must be text, but is " + value);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "0, -9223372036854775808",
    "-9223372036854775808, 0",
    "0, 9223372036854775807",
  })
  void a_window_that_cannot_be_is_named(String from, String to) {
    String body = slice("from", from).replace("\"to\":600", "\"to\":" + to);

    assertRefused(body, "'from' and 'to'", from, to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp_from", "timestamp_to"})
  void milliseconds_are_named_as_such(String field) {
    assertRefused(
        "{\"%s\":1717156800000}".formatted(field),
        "'%s' is 1717156800000, which looks like milliseconds; use seconds, 1717156800"
            .formatted(field));
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "9, 3", "0, -9223372036854775808", "9223372036854775807, 0"})
  void a_window_that_ends_before_it_begins_is_named(String from, String to) {
    assertRefused(
        "{\"timestamp_from\":%s,\"timestamp_to\":%s}".formatted(from, to),
        "'timestamp_from' must be before 'timestamp_to'",
        from,
        to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"T\"", "{}", "7", "[7]", "[null]", "[\"A\",[\"B\"]]"})
  void types_must_be_a_list_of_names(String value) {
    assertRefused("{\"types\":%s}".formatted(value), "'types'");
  }

  @Test
  void a_refusal_quotes_a_long_message_in_part_only() {
    for (String body :
        List.of(
            "{\"kind\":\"" + LONG + "\"}",
            "{\"types\":\"" + LONG + "\"}",
            "{\"types\":[[\"" + LONG + "\"]]}",
            slice("version", "\"" + LONG + "\""),
            slice("id", "\"" + LONG + "\""),
            "{" + LONG)) {
      assertThatThrownBy(() -> codec.decode(body))
          .isInstanceOfSatisfying(
              InvalidMessageException.class, e -> assertThat(e).message().hasSizeLessThan(500));
    }
  }

  /** A slice with one field replaced by other JSON, or omitted. */
  private static String slice(String field, @Nullable String value) {
    String body =
        """
        {"version":1,"kind":"slice","id":1,"type":"T","from":0,"to":600,"x":0}""";
    String replacement = value == null ? "" : "\"%s\":%s,".formatted(field, value);
    return body.replaceAll("\"%s\":[^,]*,".formatted(field), replacement);
  }

  private void assertRefused(String body, CharSequence... words) {
    assertThatThrownBy(() -> codec.decode(body))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContainingAll(words);
  }
}
