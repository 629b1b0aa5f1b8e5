package dev.millrace.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain ~ text \\n", "blåbær 漢字 عربى 🎉", "a\u00a0b", "e\u0301"})
  void visible_characters_stay(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
    assertThat(written(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000, \\u0000",
    "0008, \\u0008",
    "000d, \\r",
    "001b, \\u001b",
    "007f, \\u007f",
    "0085, \\u0085",
    "009b, \\u009b",
    "00ad, \\u00ad",
    "061c, \\u061c",
    "200b, \\u200b",
    "200f, \\u200f",
    "2028, \\u2028",
    "2029, \\u2029",
    "202e, \\u202e",
    "2066, \\u2066",
    "feff, \\ufeff",
    "fff9, \\ufff9",
    "ffff, \\uffff",
    "e0041, \\udb40\\udc41",
    "d83c, \\ud83c",
    "dc00, \\udc00",
  })
  void invisible_characters_are_escaped(String codePoint, String escaped) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";

    assertThat(Printable.of(text)).isEqualTo("a" + escaped + "b");
    assertThat(written(text)).isEqualTo("a" + escaped + "b");
  }

  @Test
  void a_value_is_one_line_but_a_writer_makes_lines_and_columns() {
    assertThat(Printable.of("a\n\tb")).isEqualTo("a\\n\\tb");
    assertThat(written("a\n\tb\n")).isEqualTo("a\n\tb\n");
  }

  @Test
  void a_half_pair_at_the_end_is_escaped() {
    assertThat(Printable.of("a\ud83c")).isEqualTo("a\\ud83c");
    assertThat(written("a\ud83c")).isEqualTo("a\\ud83c");
  }

  /** Unit by unit, which splits all surrogate pairs. */
  private static String written(String text) {
    StringWriter written = new StringWriter();
    try (PrintableWriter writer = new PrintableWriter(written)) {
      for (int i = 0; i < text.length(); i++) {
        writer.write(text.charAt(i));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return written.toString();
  }
}
