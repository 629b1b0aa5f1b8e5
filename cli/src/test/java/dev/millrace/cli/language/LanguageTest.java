package dev.millrace.cli.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pages and texts of the program are plain English. */
class LanguageTest {

  /** CloudFormation replaces a security group whose description changes. */
  private static final Set<String> OF_DEPLOYED_RESOURCES =
      Set.of("Our programs: nobody gets in; HTTPS and the database go out");

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
                        .filter(text -> !OF_DEPLOYED_RESOURCES.contains(text.text()))
                        .flatMap(
                            text -> Phrase.in(text.text(), Tree.name(file), text.line()).stream()))
            .toList();

    assertThat(findings).isEmpty();
  }
}
