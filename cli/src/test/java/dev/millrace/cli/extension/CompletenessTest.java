package dev.millrace.cli.extension;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.definition.ColumnTypeParser;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.cli.Execution;
import dev.millrace.cli.language.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names the places that a new column type or lookup has not reached yet. */
final class CompletenessTest {

  /** For each column type: how a definition writes it, a value of a document, the previewed one. */
  private static final Map<String, List<String>> SAMPLES = new LinkedHashMap<>();

  static {
    SAMPLES.put("text", List.of("text", "\"x\"", "\"x\""));
    SAMPLES.put("integer", List.of("integer", "7", "7"));
    SAMPLES.put("bigint", List.of("bigint", "7000000000", "7000000000"));
    SAMPLES.put("decimal", List.of("'decimal(10,2)'", "1.5", "1.50"));
    SAMPLES.put("double", List.of("double", "2.5", "2.5"));
    SAMPLES.put("boolean", List.of("boolean", "true", "true"));
    SAMPLES.put("timestamp", List.of("timestamp", "7", "\"1970-01-01T00:00:07Z\""));
    SAMPLES.put("date", List.of("date", "\"2024-05-31\"", "\"2024-05-31\""));
    SAMPLES.put("json", List.of("json", "{\"a\": 1}", "\"{\\\"a\\\":1}\""));
  }

  private final String schema = Tree.text(Tree.ROOT.resolve("types/type.schema.json"));
  private final String page = Tree.text(Tree.ROOT.resolve("docs/types.md"));

  static Stream<String> columnTypes() {
    return ColumnTypeParser.TYPES.stream();
  }

  @Test
  void every_column_type_can_be_written_in_a_definition() {
    List<Class<?>> written =
        SAMPLES.values().stream().<Class<?>>map(sample -> parsed(sample).getClass()).toList();

    assertThat(written).containsExactlyInAnyOrder(ColumnType.class.getPermittedSubclasses());
    assertThat(SAMPLES.keySet()).containsExactlyElementsOf(ColumnTypeParser.TYPES);
  }

  @ParameterizedTest
  @MethodSource("columnTypes")
  void editors_and_the_page_of_types_know_a_column_type(String name) {
    assertThat(schema).as("types/type.schema.json").containsPattern("\"\\^?" + name + "\\b");
    assertThat(page)
        .as("the table of column types in docs/types.md")
        .containsPattern("\n\\| (`\\w+`, )?`%s(\\(p,s\\))?`".formatted(Pattern.quote(name)));
  }

  @Test
  void a_document_of_all_column_types_is_mapped_hashed_and_previewed(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("All.yaml"), "type: All\ncolumns:\n" + columns());
    Files.writeString(
        folder.resolve("all.ndjson"),
        "{\"id\":\"a\",\"timestamp\":1,\"data\":{%s}}\n".formatted(values(1)));

    Execution run =
        Execution.of(
            Map.of("MILLRACE_TYPES", folder.toString()),
            "types",
            "preview",
            "All",
            folder.resolve("all.ndjson").toString(),
            "--json");

    assertThat(run.out()).as(run.err()).contains("\"outcome\":\"accepted\"", values(2));
  }

  @ParameterizedTest
  @EnumSource
  void editors_and_the_page_of_types_know_a_lookup(Lookup lookup) {
    assertThat(schema).as("types/type.schema.json").contains("\"" + lookup.spelling() + "\"");
    assertThat(page)
        .as("the table of lookups in docs/types.md")
        .containsPattern("\n\\| `" + lookup.spelling() + "` \\|");
  }

  private static ColumnType parsed(List<String> sample) {
    String yaml = "type: A\ncolumns: { a: { from: /a, as: %s } }".formatted(sample.getFirst());
    return DefinitionParser.parse(yaml, "A.yaml").columns().getFirst().type();
  }

  private static String columns() {
    return SAMPLES.entrySet().stream()
        .map(
            type ->
                "  a_%1$s: { from: /data/a_%1$s, as: %2$s }\n"
                    .formatted(type.getKey(), type.getValue().getFirst()))
        .collect(joining());
  }

  private static String values(int index) {
    return SAMPLES.entrySet().stream()
        .map(type -> "\"a_%s\":%s".formatted(type.getKey(), type.getValue().get(index)))
        .collect(joining(","));
  }
}
