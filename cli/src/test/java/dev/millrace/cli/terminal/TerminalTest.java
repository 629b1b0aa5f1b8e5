package dev.millrace.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.terminal.Paint.Colour;
import dev.millrace.cli.terminal.Terminal.Colours;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The width and the colours of the output. */
class TerminalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "       |     | 80",
        "       | 132 | 132",
        "60     | 132 | 60",
        "60     |     | 60",
        "5      |     | 20",
        "999999 |     | 500",
        "-1     | 90  | 90",
        "wide   | 90  | 90",
        "       | 0   | 80"
      })
  void columns_wins_over_the_terminal(String columns, String found, int expected) {
    Map<String, String> environment = columns == null ? Map.of() : Map.of("COLUMNS", columns);

    assertThat(Terminal.of(environment, Colours.AUTO, found == null ? "" : found).columns())
        .isEqualTo(expected);
  }

  @Test
  void colours_are_for_terminals_unless_something_else_is_said() {
    assertThat(colour(Map.of(), Colours.AUTO, "80")).isTrue();
    assertThat(colour(Map.of(), Colours.AUTO, "")).as("a pipe").isFalse();
    assertThat(colour(Map.of("NO_COLOR", "1"), Colours.AUTO, "80")).isFalse();
    assertThat(colour(Map.of("NO_COLOR", ""), Colours.AUTO, "80")).as("empty").isTrue();
    assertThat(colour(Map.of("TERM", "dumb"), Colours.AUTO, "80")).isFalse();
    assertThat(colour(Map.of("NO_COLOR", "1"), Colours.ALWAYS, "")).isTrue();
    assertThat(colour(Map.of(), Colours.NEVER, "80")).isFalse();
  }

  private static boolean colour(Map<String, String> environment, Colours colours, String found) {
    return Terminal.of(environment, colours, found).colour();
  }

  @Test
  void matches_and_groups_are_painted_and_foreign_controls_escaped() {
    Paint paint = Paint.none().with(Colour.RED, "bad (\\d+)").with(Colour.GREEN, "good|bad");

    assertThat(paint.of("a good one\nbad 12, \u001b[2J\n"))
        .isEqualTo(
            """
            a \u001b[32mgood\u001b[0m one
            \u001b[32mbad\u001b[0m \u001b[31m12\u001b[0m, \\u001b[2J
            """);
    assertThat(Paint.none().with(Colour.RED, "abc").with(Colour.GREEN, "bcd").of("abcd\n"))
        .as("the first rule wins")
        .isEqualTo("\u001b[31mabc\u001b[0md\n");
  }

  @Test
  void long_lines_break_between_words_below_their_label() {
    assertThat(Fit.lines("queues   import 1, backfill 2; 3 dead letters\nshort\n", 30))
        .isEqualTo("queues   import 1, backfill 2;\n         3 dead letters\nshort\n");
    assertThat(Fit.lines("one two three four\n", 9)).isEqualTo("one two\n  three\n  four\n");
    assertThat(Fit.lines("aVeryLongWordAlone\n", 9)).isEqualTo("aVeryLongWordAlone\n");
    assertThat(Fit.lines("a aVeryLongWordAlone b\n", 9))
        .isEqualTo("a\n  aVeryLongWordAlone\n  b\n");
    assertThat(Fit.cut("abcdef", 4)).isEqualTo("abc…");
  }
}
