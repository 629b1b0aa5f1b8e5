package dev.millrace.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonProblemTest {

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": 1", "[\"x\"", "[{}, {\"b\": {"})
  void a_place_is_worded_without_the_settings_of_the_parser(String json) {
    JsonMapper mapper = new JsonMapper();

    for (JsonProcessingException e :
        new JsonProcessingException[] {
          catchThrowableOfType(JsonProcessingException.class, () -> mapper.readTree(json)),
          catchThrowableOfType(
              JsonProcessingException.class, () -> mapper.readTree(json.getBytes(UTF_8)))
        }) {
      assertThat(e.getOriginalMessage()).contains("[Source: ");
      assertThat(JsonProblem.of(e))
          .startsWith("Unexpected end-of-input")
          .doesNotContain("Source", "REDACTED", "INCLUDE_SOURCE", "[", "]")
          .containsAnyOf("line 1, column ", "byte ");
    }
  }
}
