package dev.millrace.cli.extension;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.definition.ColumnTypeParser;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Scalar;
import dev.millrace.cli.Execution;
import dev.millrace.cli.language.Tree;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.lookup.ExternalLookups;
import dev.millrace.worker.lookup.LookupFailedException;
import dev.millrace.worker.lookup.LookupSettings;
import dev.millrace.worker.mapping.row.ContentHash;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

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

  private final String page = Tree.text(Tree.ROOT.resolve("docs/types.md"));

  static Stream<String> columnTypes() {
    return ColumnTypeParser.TYPES.stream();
  }

  @Test
  void every_column_type_can_be_written_in_a_definition() {
    List<Class<?>> written =
        SAMPLES.values().stream().<Class<?>>map(sample -> parsed(sample).getClass()).toList();

    assertThat(written)
        .as("samples of this test")
        .containsExactlyInAnyOrder(ColumnType.class.getPermittedSubclasses());
    assertThat(SAMPLES.keySet())
        .as("samples of this test, in the order of ColumnType.each")
        .containsExactlyElementsOf(ColumnTypeParser.TYPES);
  }

  @ParameterizedTest
  @MethodSource("columnTypes")
  void editors_and_the_page_of_types_know_a_column_type(String name) {
    assertHas("\"as\" in types/type.schema.json", inSchema("as"), "\"\\^?" + name + "\\b");
    assertHas(
        "the table of column types in docs/types.md",
        page,
        "\n\\| (`\\w+`, )?`%s(\\(p,s\\))?`".formatted(Pattern.quote(name)));
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

  /** As a row is written and a check reads it; the rest of the row does not matter here. */
  @ParameterizedTest
  @MethodSource("columnTypes")
  void a_value_of_a_column_type_is_read_as_it_was_stored(String name) throws SQLException {
    assertThat(SAMPLES).as("samples of this test").containsKey(name);
    List<String> sample = SAMPLES.getOrDefault(name, List.of());
    ColumnType type = parsed(sample);
    Object value = value(type, sample.get(1));

    try (Connection connection = connection()) {
      Sql.update(connection, "CREATE TEMPORARY TABLE Sample (a %s)".formatted(type.sqlType()));
      Sql.update(connection, "INSERT INTO Sample VALUES (?)", value);
      assertThat(
              Sql.first(
                  connection, "SELECT a FROM Sample", row -> row.getObject(1, type.javaType())))
          .as("ColumnType.javaType of " + name)
          .hasValueSatisfying(stored -> assertThat((Object) stored).isEqualTo(value));
    }
    assertThat(type.pageBytes()).isPositive();
    assertThat(hash(value)).isEqualTo(hash(value(type, sample.get(1))));
    assertThat(hash(value)).isNotEqualTo(hash(null));
  }

  @Test
  void a_table_of_all_column_types_is_applied_once(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("All.yaml"), "type: All\ncolumns:\n" + columns());
    LocalDatabase server = LocalDatabase.shared();
    Map<String, String> settings =
        Map.of(
            "MILLRACE_TYPES", folder.toString(),
            "MILLRACE_DB_URL", server.createSchema(),
            "MILLRACE_DB_USER", server.user(),
            "MILLRACE_DB_PASSWORD", server.password());

    Execution applied = Execution.of(settings, "types", "apply");
    Execution again = Execution.of(settings, "types", "apply");

    assertThat(applied.out()).as(applied.err()).contains("CREATE TABLE `All`");
    assertThat(again.out()).as("SqlType").isEqualTo("-- nothing to change\n");
  }

  @ParameterizedTest
  @EnumSource
  void editors_and_the_page_of_types_know_a_lookup(Lookup lookup) {
    assertHas(
        "\"lookup\" in types/type.schema.json",
        inSchema("lookup"),
        "\"" + lookup.spelling() + "\"");
    assertHas(
        "the table of lookups in docs/types.md", page, "\n\\| `" + lookup.spelling() + "` \\|");
  }

  /** With every setting that may be empty; nothing answers at these addresses. */
  @ParameterizedTest
  @EnumSource
  void a_lookup_asks_its_system_once_that_is_configured(Lookup lookup) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Setting setting : Setting.values()) {
      setting.fallback().filter(String::isEmpty).ifPresent(_ -> put(variables, setting, "x"));
    }
    put(variables, Setting.SLACK_URL, "http://127.0.0.1:9/api/");
    LookupSettings settings = LookupSettings.from(new Environment(variables));

    try (ExternalLookups lookups =
        ExternalLookups.open(settings, InstantSource.system(), CompletenessTest::nowhere)) {
      assertThatThrownBy(
              () -> lookups.find(lookup, "key", 1), "ExternalLookups does not know " + lookup)
          .isInstanceOf(LookupFailedException.class);
    }
  }

  @Test
  void a_document_without_a_match_is_rejected_for_a_reason_of_the_mapping() {
    assertThat(Stream.of(Reason.values()).map(Reason::name))
        .as("Reason")
        .containsAll(Lookup.rejections())
        .contains("UNKNOWN_EVENT_CODE");
  }

  private static void put(Map<String, String> variables, Setting setting, String value) {
    variables.put(setting.variable(), value);
  }

  private static void nowhere(DynamoDbClientBuilder client) {
    client
        .endpointOverride(URI.create("http://127.0.0.1:9"))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(AnonymousCredentialsProvider.create());
  }

  private static Connection connection() throws SQLException {
    LocalDatabase server = LocalDatabase.shared();
    return DriverManager.getConnection(server.createSchema(), server.user(), server.password());
  }

  private static ContentHash hash(@Nullable Object value) {
    DocumentId id = DocumentId.of("a");
    return Row.of(id, id, "1", 1, Instant.EPOCH, Collections.singletonList(value)).contentHash();
  }

  private static Object value(ColumnType type, String json) {
    if (type instanceof ColumnType.Json) {
      return json;
    }
    Scalar scalar =
        json.startsWith("\"")
            ? Scalar.text(json.substring(1, json.length() - 1))
            : json.equals("true") ? Scalar.bool(true) : Scalar.number(json);
    Conversion conversion = type.convert(scalar);
    assertThat(conversion).isInstanceOf(Conversion.Value.class);
    return ((Conversion.Value) conversion).value();
  }

  /** What editors accept for a key of a column. */
  private static String inSchema(String key) {
    try {
      return new JsonMapper()
          .readTree(Tree.text(Tree.ROOT.resolve("types/type.schema.json")))
          .at("/definitions/column/properties/" + key)
          .toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("types/type.schema.json is not JSON", e);
    }
  }

  /** Without the text in the message, which is long. */
  private static void assertHas(String place, String text, String pattern) {
    assertThat(Pattern.compile(pattern).matcher(text).find())
        .as("%s has %s", place, pattern.strip())
        .isTrue();
  }

  private static ColumnType parsed(List<String> sample) {
    String yaml = "type: A\ncolumns: { a: { from: /a, as: %s } }".formatted(sample.getFirst());
    return DefinitionParser.parse(yaml, "A.yaml").mapping().columns().getFirst().type();
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
