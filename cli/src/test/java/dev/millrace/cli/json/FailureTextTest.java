package dev.millrace.cli.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.terminal.FailureText;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "it broke | {\"message\":\"it broke\"}",
        "it broke; mend it; wait | {\"message\":\"it broke\",\"remedy\":\"mend it; wait\"}",
        "'a; b' is odd; use c | {\"message\":\"'a; b' is odd\",\"remedy\":\"use c\"}",
        "the workers' logs; x | {\"message\":\"the workers' logs; x\"}",
        "a;b | {\"message\":\"a;b\"}"
      })
  void a_failure_is_one_object(String message, String error) {
    assertThat(print(true, message)).isEqualTo("{\"error\":%s}\n".formatted(error));
    assertThat(print(false, message)).isEqualTo("millrace: %s\n".formatted(message));
  }

  @Test
  void several_problems_and_odd_characters_stay_one_line_of_json() {
    assertThat(print(true, "a; b\nc; d\u009b"))
        .isEqualTo("{\"error\":{\"message\":\"a; b\\nc; d\\u009b\"}}\n");
    assertThat(print(false, "a\nb\u009b")).isEqualTo("millrace: a\nmillrace: b\\u009b\n");
  }

  private static String print(boolean json, String message) {
    StringWriter err = new StringWriter();
    FailureText.print(new PrintWriter(err), json, message);
    return err.toString();
  }
}
