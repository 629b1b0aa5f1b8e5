package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.ImportSchedule;
import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.time.SliceWidth;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.source.api.RandomJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The mapper against a tree of the whole document. QuickTheories prints the seed of a failure. */
final class DocumentMapperPropertyTest {

  private static final ObjectMapper TREES =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @Test
  void the_mapper_finds_what_a_tree_of_the_document_holds() {
    qt().withExamples(3_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              try {
                compare(new Random(seed));
              } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("the generator made no JSON", e);
              }
            });
  }

  private static void compare(Random random) throws JsonProcessingException {
    RandomJson json = new RandomJson(random);
    String document =
        "{%s\"id\":\"a\",\"data\":%s,%s\"timestamp\":1,\"data\":%s}"
            .formatted(json.space(), json.value(4), json.space(), json.value(6));
    JsonNode tree = TREES.readTree(document);
    List<JsonPath> paths = new ArrayList<>();
    collect(tree, "", random, paths);
    DocumentType type = type(paths, random);
    byte[] bytes = document.getBytes(UTF_8);

    MappedDocument mapped = new DocumentMapper(type).map(bytes, 0, bytes.length);

    assertThat(agrees(mapped, type, tree)).as("%s of %s: %s", type, document, mapped).isTrue();
  }

  private static boolean agrees(MappedDocument mapped, DocumentType type, JsonNode tree)
      throws JsonProcessingException {
    if (type.mapping().accept() != null && isMissing(at(tree, type.mapping().accept()))) {
      return mapped instanceof Filtered;
    }
    for (int i = 0; i < type.mapping().columns().size(); i++) {
      Column column = type.mapping().columns().get(i);
      JsonNode expected = at(tree, column.origin().paths().getFirst());
      if (expected.isContainerNode() && column.type() instanceof ColumnType.Text) {
        return mapped instanceof Rejected rejected
            && rejected.reason() == Reason.BAD_VALUE
            && rejected.path().equals(column.origin().paths().getFirst().toString());
      }
      if (mapped instanceof Accepted(_, List<Row> rows)
          && !same(rows.getFirst().values().get(i), expected, column.type())) {
        return false;
      }
    }
    return mapped instanceof Accepted;
  }

  private static boolean same(@Nullable Object value, JsonNode expected, ColumnType type)
      throws JsonProcessingException {
    if (value == null || isMissing(expected)) {
      return value == null && isMissing(expected);
    }
    if (type instanceof ColumnType.Json) {
      return TREES.readTree(value.toString()).equals(expected);
    }
    return expected.isNumber()
        ? new BigDecimal(value.toString()).compareTo(expected.decimalValue()) == 0
        : expected.asText().equals(value);
  }

  private static boolean isMissing(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static JsonNode at(JsonNode tree, JsonPath path) {
    return tree.at(JsonPointer.compile(path.toString()));
  }

  /** Paths to places in the document, some of them bent so that they miss. */
  private static void collect(JsonNode node, String path, Random random, List<JsonPath> paths) {
    if (random.nextInt(3) == 0) {
      paths.add(JsonPath.parse(path + (random.nextInt(4) == 0 ? "/0" : "")));
    }
    node.properties()
        .forEach(
            entry ->
                collect(
                    entry.getValue(),
                    path + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
                    random,
                    paths));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(node.get(i), path + "/" + i, random, paths);
      }
    }
  }

  private static DocumentType type(List<JsonPath> paths, Random random) {
    List<Column> columns = new ArrayList<>();
    for (JsonPath path : paths) {
      ColumnType type = random.nextInt(20) == 0 ? ColumnType.Text.DEFAULT : new ColumnType.Json();
      columns.add(Column.of("c" + columns.size(), path, type));
    }
    JsonPath accept =
        paths.isEmpty() || random.nextBoolean() ? null : paths.get(random.nextInt(paths.size()));
    return new DocumentType(
        "T",
        "0",
        "T",
        new dev.millrace.catalogue.Mapping(
            accept, OccurredAt.INGEST_TIME, null, List.of(), columns),
        new ImportSchedule(SliceWidth.TEN_MINUTES, null, List.of(), null),
        true,
        TableLayout.PLAIN,
        null,
        "");
  }
}
