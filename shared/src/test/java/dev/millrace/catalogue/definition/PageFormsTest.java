package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.http.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names the places that a new form of pages has not reached yet. */
final class PageFormsTest {

  private static final Path ROOT = Path.of("..");

  /** No key of {@code pages} stands for them. */
  private static final List<Class<?>> UNWRITTEN = List.of(Pages.One.class, Pages.Files.class);

  static Stream<String> forms() {
    return SourceWindowParser.FORMS.stream();
  }

  @Test
  void every_form_can_be_written_in_a_definition() {
    assertThat(Pages.class.getPermittedSubclasses())
        .as("Pages and SourceWindowParser.FORMS")
        .contains(UNWRITTEN.toArray(Class<?>[]::new))
        .hasSize(SourceWindowParser.FORMS.size() + UNWRITTEN.size());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void editors_and_the_page_of_sources_know_a_form(String form) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(text("types/type.schema.json"));

    assertThat(schema.at("/definitions/source/properties/pages/properties").has(form))
        .as("\"pages\" in types/type.schema.json has " + form)
        .isTrue();
    assertThat(text("docs/sources.md").contains("| `pages: { %s: ".formatted(form)))
        .as("the table of pages in docs/sources.md has " + form)
        .isTrue();
  }

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }
}
