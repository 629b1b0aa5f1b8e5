package dev.millrace.catalogue.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonPathTest {

  @Test
  void segments_are_unescaped() {
    assertThat(JsonPath.parse("/data/a~1b/m~0n/~01/").segments())
        .containsExactly("data", "a/b", "m~n", "~1", "");
    assertThat(JsonPath.parse("").segments()).isEmpty();
    assertThat(JsonPath.parse("/").segments()).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/data/repository/full_name", "/a~1b/m~0n/~01//x"})
  void a_pointer_reads_back_as_it_was_written(String pointer) {
    assertThat(JsonPath.parse(pointer)).hasToString(pointer);
  }

  @ParameterizedTest
  @CsvSource({
    "data.sender, 'write ''/data/sender'''",
    "$.data.sender, 'write ''/data/sender'''",
    "/a~, 'write ''~0'' for ''~'''",
    "/a~2b, 'write ''~0'' for ''~'''",
  })
  void invalid_pointers_are_refused_with_a_fix(String wrong, String advice) {
    assertThatThrownBy(() -> JsonPath.parse(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(wrong)
        .hasMessageContaining(advice);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "10,10", "999999999,999999999", "01,-1", "-,-1", "-1,-1", "1234567890,-1"})
  void only_whole_numbers_without_leading_zeros_are_array_indices(String segment, int index) {
    assertThat(JsonPath.arrayIndex(segment)).isEqualTo(index);
    assertThat(JsonPath.arrayIndex("")).isEqualTo(-1);
  }
}
