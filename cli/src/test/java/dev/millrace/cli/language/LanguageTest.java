package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages and texts of the program are plain English. */
class LanguageTest {

  @Test
  void pages_contain_no_refused_phrase() {
    List<Finding> findings =
        Tree.pages().stream()
            .flatMap(page -> Phrase.in(page.prose(), page.name(), 1).stream())
            .toList();

    assertThat(findings).isEmpty();
  }

  @Test
  void texts_of_the_program_contain_no_more_refused_phrases_than_before() {
    List<Finding> findings =
        Tree.mainSources().stream()
            .flatMap(
                file ->
                    JavaTexts.of(Tree.text(file)).stream()
                        .flatMap(
                            text -> Phrase.in(text.text(), Tree.name(file), text.line()).stream()))
            .toList();

    assertThat(findings).isEmpty();
  }
}
