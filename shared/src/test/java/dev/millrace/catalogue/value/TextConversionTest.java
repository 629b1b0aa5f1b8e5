package dev.millrace.catalogue.value;

import static dev.millrace.catalogue.value.Conversions.assertConversion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.value.ColumnType.Text;
import dev.millrace.catalogue.value.ColumnType.TooLong;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextConversionTest {

  @ParameterizedTest
  @CsvSource({
    "'\"abc\"',abc",
    "'\"abcd\"',!",
    "'\"😀😀😀\"',😀😀😀",
    "'\"😀😀😀😀\"',!",
    "1.0,1.0",
    "1e2,1e2",
    "1234,!",
  })
  void texts_are_counted_in_characters(String json, String value) {
    assertConversion(new Text(3, TooLong.REJECT), json, value, "at most 3 characters");
  }

  @Test
  void a_text_is_cut_between_characters_where_that_is_allowed() {
    Text type = new Text(3, TooLong.TRUNCATE);

    assertThat(type.convert(Scalar.text("a😀😀😀"))).isEqualTo(new Conversion.Value("a😀😀"));
    assertThat(type.convert(Scalar.bool(true))).isEqualTo(new Conversion.Value("tru"));
    assertThat(type.convert(Scalar.text("\0\0\0"))).isEqualTo(new Conversion.Value("\0\0\0"));
  }

  @Test
  void half_a_surrogate_pair_is_not_text() {
    for (String text : List.of("\ud83d", "a\ud83d", "\ude00a", "\ud83d\ud83d\ude00")) {
      assertThat(Text.DEFAULT.convert(Scalar.text(text))).isInstanceOf(Conversion.Unfit.class);
    }
  }
}
