package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.language.Page.Piece;
import org.junit.jupiter.api.Test;

class JavaTextsTest {

  @Test
  void literals_of_one_expression_are_one_text() {
    String source =
        """
        class A {
          void a() {
            throw new B(
                "the slice"
                    + " is away: " + reason);
          }
        }
        """;

    assertThat(JavaTexts.of(source)).containsExactly(new Piece("the slice is away: ", 4));
  }

  @Test
  void comments_quotes_and_escapes_do_not_confuse_the_scan() {
    String source =
        """
        // "not a text"
        /* nor "this one" */
        char quote = '"';
        char backslash = '\\\\';
        char apostrophe = '\\'';
        String text = "it says \\"no\\" to it";
        """;

    assertThat(JavaTexts.of(source)).containsExactly(new Piece("it says \\\"no\\\" to it", 6));
  }

  @Test
  void text_blocks_are_texts_unless_they_are_sql() {
    String quotes = "\"\"\"";
    String source =
        "a("
            + quotes
            + "\n  two words\n"
            + quotes
            + ");\n"
            + "b("
            + quotes
            + "\n  SELECT what is due FROM slices\n"
            + quotes
            + ");\n";

    assertThat(JavaTexts.of(source)).containsExactly(new Piece("\n  two words\n", 1));
  }

  @Test
  void identifiers_and_single_words_are_not_texts() {
    assertThat(JavaTexts.of("a(\"running\", \"slice_id\", \"%s %s\");")).isEmpty();
  }
}
