package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.http.TooMany;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths that lead nowhere, and texts that are missing. */
final class SourcePathsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: /data/a | from: /a | column `a` reads `/a`, but the documents of a source are below"
            + " /data; write /data/a",
        "from: /data/a | from: [/data/a, /b/c] | write /data/b/c",
        "columns: | occurred_at: /at\\ncolumns: | occurred_at reads `/at`",
        "columns: | accept: /kind\\ncolumns: | accept reads `/kind`",
        "columns: | each: /parts\\ncolumns: | each reads `/parts`",
        "from: /data/a | from: /for/a | below /data",
      })
  void a_path_that_leads_to_no_place_of_a_document_is_named(
      String right, String wrong, String expected) {
    SourceParserTest.assertRefused(
        SourceParserTest.SHORT.replace(right, wrong.replace("\\n", "\n")), 0, expected);
  }

  @Test
  void a_path_below_for_needs_its_name() {
    String values =
        SourceParserTest.SHORT.replace("  documents", "  for: { repo: [a/b] }\n  documents");

    assertThat(DefinitionParser.parseAll(values.replace("/data/a", "/for/repo"), "A.yaml"))
        .hasSize(1);
    SourceParserTest.assertRefused(values.replace("/data/a", "/for/repos"), 0, "write /for/repo");
  }

  @Test
  void a_wrong_place_of_the_documents_is_one_problem() {
    InvalidDefinitionException e =
        catchThrowableOfType(
            InvalidDefinitionException.class,
            () ->
                DefinitionParser.parse(
                    SourceParserTest.SHORT.replace(
                        "documents: ''", "documents: items\n  count: { at: /total }"),
                    "Items.yaml"));

    assertThat(e).isNotNull();
    assertThat(e.problems()).hasSize(1);
  }

  @Test
  void a_payload_too_large_needs_no_text() {
    assertThat(
            Objects.requireNonNull(
                    DefinitionParser.parse(
                            SourceParserTest.SHORT.replace(
                                "  documents", "  too_many: { status: 413 }\n  documents"),
                            "Items.yaml")
                        .http())
                .tooMany())
        .isEqualTo(new TooMany.Refused(413, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: [] | the key `id` needs a place; write id: /id",
        "id: '' | the key `id` needs a place; write id: /id",
      })
  void an_id_needs_a_place(String id, String expected) {
    SourceParserTest.assertRefused(SourceParserTest.SHORT.replace("id: /id", id), 0, expected);
  }

  @Test
  void a_secret_in_a_parameter_is_refused() {
    SourceParserTest.assertRefused(
        SourceParserTest.SHORT.replace("  documents", "  params: { api_key: abc }\n  documents"),
        0,
        "'api_key' looks like a secret");
  }
}
