package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the verdicts of an editor, which uses the schema of the types, and of the parser. */
final class TypeSchemaTest {

  private static final Path TYPES = Path.of("..", "types");

  private final Schema schema = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(Files.readString(TYPES.resolve("type.schema.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Error> errors(String yaml) {
    return schema.validate(yaml, InputFormat.YAML);
  }

  private static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(TYPES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void every_shipped_type_keeps_to_the_schema(Path file) throws IOException {
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  @Test
  void ten_types_are_shipped() throws IOException {
    assertThat(shipped()).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DefinitionLanguageTest.FULL,
        "type: A\ncolumns: { a: { from: '' } }",
        "type: A\nsince: 2019-01-01\nrecheck: []\ncolumns: { a: { from: /a, as: 'decimal(5, 2)' } }",
        "type: A\ntable: B\nenabled: false\nslice_width: 512d\ncolumns: { a: { from: /a~1b } }",
        "type: A\nfresh: 15m\ncolumns: { a: { from: /a } }",
        "type: A\nrecheck: 2h\neach: /a\ncolumns: { a: { from_each: '', default: 1.5, as: double } }",
        "type: A\ncount_only: true\noccurred_at: at",
        "type: A\ncount_only: false\noccurred_at: /at\ncolumns: { a: { from: /a, length: 9 } }",
      })
  void definitions_that_the_parser_accepts_match_the_schema(String yaml) {
    assertThatCode(() -> DefinitionParser.parseAll(yaml, "A.yaml")).doesNotThrowAnyException();
    assertThat(errors(yaml)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "columns: { a: { from: /a } }",
        "type: A",
        "type: A\ncolumns: {}",
        "type: [A]\ncolumns: { a: { from: /a } }",
        "type: a-b\ncolumns: { a: { from: /a } }",
        "type: A\ncolums: { a: { from: /a } }",
        "type: A\ncolumns: { a: /a }",
        "type: A\ncolumns: { a: {} }",
        "type: A\ncolumns: { a: { from: data.a } }",
        "type: A\ncolumns: { a: { from: /a, from_each: /b } }",
        "type: A\ncolumns: { id: { from: /a } }",
        "type: A\ncolumns: { document_id: { from: /a } }",
        "type: A\ncolumns: { a: { from: /a, as: integr } }",
        "type: A\ncolumns: { a: { from: /a, as: decimal } }",
        "type: A\ncolumns: { a: { from: /a, length: 0 } }",
        "type: A\ncolumns: { a: { from: /a, too_long: cut } }",
        "type: A\ncolumns: { a: { from: /a, required: 1 } }",
        "type: A\ncolumns: { a: { from: /a, lookup: slack-chanel } }",
        "type: A\ncolumns: { a: { from: /a, derive: md5 } }",
        "type: A\ncolumns: { a: { from: /a, derive: 'part(/,0)' } }",
        "type: A\naccept: head_commit\ncolumns: { a: { from: /a } }",
        "type: A\nslice_width: 5m\ncolumns: { a: { from: /a } }",
        "type: A\nrecheck: daily\ncolumns: { a: { from: /a } }",
        "type: A\nfresh: 2 hours\ncolumns: { a: { from: /a } }",
        "type: A\nfresh: [2h]\ncolumns: { a: { from: /a } }",
        "type: A\ncount_only: true\noccurred_at: at\nfresh: 2h",
        "type: A\nenabled: 1\ncolumns: { a: { from: /a } }",
        "type: A\neach: { key: /b }\ncolumns: { a: { from: /a } }",
        "type: A\noccurred_at: { unit: s }\ncolumns: { a: { from: /a } }",
        "type: A\noccurred_at: { from: /a, unit: h }\ncolumns: { a: { from: /a } }",
        "type: A\ncount_only: true",
        "type: A\ncount_only: true\noccurred_at: /timestamp",
        "type: A\ncount_only: true\noccurred_at: at\ncolumns: { a: { from: /a } }",
        "just words",
        "[1, 2]",
      })
  void invalid_definitions_are_refused_by_both(String yaml) {
    assertThat(errors(yaml)).isNotEmpty();
    assertThatThrownBy(() -> DefinitionParser.parseAll(yaml, "A.yaml"))
        .isInstanceOf(InvalidDefinitionException.class);
  }

  private static final String SOURCE =
      """
      type: A
      columns: { a: { from: /data/a } }
      source:
        url: https://api.example.org/items
        window: { from: since, to: until, as: iso }
        documents: /items
        id: /id
        timestamp: { from: /at, unit: iso }
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  params: { n: 5, q: x, b: true }\n  headers: { accept: a/b }\n  method: POST\n",
        "  auth: { basic: { user: A_USER, password: A_KEY } }\n  pages: { link: next }\n",
        "  auth: { header: { x-api-key: A_KEY } }\n  pages: { page: { param: p, first: 0 } }\n",
        "  pages: { last_id: { param: after, more: /more } }\n  order: descending\n",
        "  pages: { offset: { param: o, size: 100 } }\n  keeps: 30d\n  rate: 0.8\n",
        "  pages: { next_url: /next }\n  count: { at: /n }\n  too_many: { documents: 9 }\n",
        "  pages: { cursor: { param: c, at: /c } }\n  too_many: { status: 400, says: x }\n",
        "  ok: { at: /ok, is: true, why: /error, wait: [slow] }\n",
        "  wait: { when: { header: a, is: '0' }, until: { header: b, unit: in_s } }\n",
      })
  void sources_that_the_parser_accepts_match_the_schema(String keys) {
    assertThatCode(() -> DefinitionParser.parseAll(SOURCE + keys, "A.yaml"))
        .doesNotThrowAnyException();
    assertThat(errors(SOURCE + keys)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  urls: x\n",
        "  auth: {}\n",
        "  auth: { bearer: lower }\n",
        "  auth: { bearer: A_SECRET }\n",
        "  auth: { oauth2: {} }\n",
        "  pages: next\n",
        "  pages: { link: next, next_url: /n }\n",
        "  pages: { cursor: { param: c } }\n",
        "  pages: { page: { param: p, first: -1 } }\n",
        "  order: newest\n",
        "  method: PUT\n",
        "  ok: { at: /ok }\n",
        "  ok: { at: /ok, is: true, wait: [slow] }\n",
        "  wait: { until: { header: a, unit: s } }\n",
        "  too_many: { status: 200 }\n",
        "  too_many: { status: 400, documents: 5 }\n",
        "  count: {}\n",
        "  keeps: 30\n",
        "  rate: 0\n",
      })
  void invalid_sources_are_refused_by_both(String keys) {
    assertThat(errors(SOURCE + keys)).isNotEmpty();
    assertThatThrownBy(() -> DefinitionParser.parseAll(SOURCE + keys, "A.yaml"))
        .isInstanceOf(InvalidDefinitionException.class);
  }

  private static final String FILES =
      """
      type: A
      columns: { a: { from: /data/a } }
      source:
        id: /id
        timestamp: { from: /at, unit: iso }
        files:""";

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 'https://example.org/{yyyy}/{MM}/{dd}/{HH}.json.gz'",
        " 's3://my-logs/{yyyy}-{MM}-{dd}-{H}'\n  documents: /items\n  keeps: 9d",
        " 'https://a.org/{yyyy}{MM}{dd}'\n  auth: { bearer: A_KEY }\n  window: { overlap: 1h }",
      })
  void files_that_the_parser_accepts_match_the_schema(String rest) {
    assertThatCode(() -> DefinitionParser.parseAll(FILES + rest, "A.yaml"))
        .doesNotThrowAnyException();
    assertThat(errors(FILES + rest)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 'https://example.org/{yyyy}/{MM}.json.gz'",
        " 'ftp://example.org/{yyyy}/{MM}/{dd}.json.gz'",
        " 'https://a.org/{yyyy}{MM}{dd}'\n  url: https://a.org/items",
        " 'https://a.org/{yyyy}{MM}{dd}'\n  params: { a: 1 }",
        " 'https://a.org/{yyyy}{MM}{dd}'\n  pages: { link: next }",
        " 'https://a.org/{yyyy}{MM}{dd}'\n  window: { as: iso }",
      })
  void invalid_files_are_refused_by_both(String rest) {
    assertThat(errors(FILES + rest)).isNotEmpty();
    assertThatThrownBy(() -> DefinitionParser.parseAll(FILES + rest, "A.yaml"))
        .isInstanceOf(InvalidDefinitionException.class);
  }
}
