package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.text.JsonProblem;
import dev.millrace.text.Printable;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the recorded documents of a type: sums, rejected documents and rows. A line of
 * the file is a row, so that a difference can be read in a review. Not thread-safe.
 */
final class GoldenFile implements MappedDocuments {

  private static final String NAME = "expected.json";

  /** 1.50 stays 1.50. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final List<String> SUMS =
      List.of("documents", "accepted", "filtered", "rejected", "outside");

  private final DocumentType type;
  private final ObjectNode found = JSON.createObjectNode();
  private final ArrayNode rejections;
  private final ArrayNode rows;

  GoldenFile(DocumentType type) {
    this.type = type;
    found.put("type", type.name());
    SUMS.forEach(sum -> found.put(sum, 0));
    rejections = found.putArray("rejections");
    rows = found.putArray("rows");
  }

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  @Override
  public void outside() {
    count("documents");
    count("outside");
  }

  @Override
  public void mapped(MappedDocument document) {
    count("documents");
    switch (document) {
      case Accepted(_, List<Row> some) -> {
        count("accepted");
        some.forEach(row -> rows.add(PreviewJson.row(type, row)));
      }
      case MappedDocument.Filtered _ -> count("filtered");
      case MappedDocument.Outside _ -> count("outside");
      case Rejected rejection -> {
        count("rejected");
        rejections
            .addObject()
            .put("id", rejection.key().toString())
            .put("reason", rejection.reason().name())
            .put("path", rejection.path())
            .put("message", rejection.message());
      }
    }
  }

  private void count(String sum) {
    found.put(sum, found.path(sum).asLong() + 1);
  }

  long sum(String name) {
    return found.path(name).asLong();
  }

  long rows() {
    return rows.size();
  }

  /** Writes what was found as what is expected from now on. */
  void write(Path folder) throws IOException {
    StringBuilder text = new StringBuilder("{\n");
    text.append("  \"type\": ").append(found.path("type")).append(",\n");
    SUMS.forEach(sum -> text.append("  \"%s\": %s,\n".formatted(sum, found.path(sum))));
    lines(text, "rejections", rejections);
    text.append(",\n");
    lines(text, "rows", rows);
    text.append("\n}\n");
    Files.writeString(in(folder), text);
  }

  private static void lines(StringBuilder text, String name, ArrayNode elements) {
    text.append("  \"").append(name).append("\": [");
    String separator = "\n    ";
    for (JsonNode element : elements) {
      text.append(separator).append(element);
      separator = ",\n    ";
    }
    text.append(elements.isEmpty() ? "]" : "\n  ]");
  }

  /**
   * The differences between the file and what was found, each a sentence; none if both are equal.
   *
   * @throws IOException when the file cannot be read
   */
  List<String> differences(Path folder) throws IOException {
    JsonNode expected;
    try {
      expected = JSON.readTree(Files.readString(in(folder), UTF_8));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is not JSON; write it again with --write: %s"
              .formatted(in(folder), JsonProblem.of(e)));
    }
    // As it would be read again: a number written as a text compares as that text.
    JsonNode now = JSON.readTree(found.toString());
    List<String> differences = new ArrayList<>();
    for (String sum : SUMS) {
      if (!expected.path(sum).equals(now.path(sum))) {
        differences.add(
            "%s: expected %s, found %s".formatted(sum, shown(expected.get(sum)), now.path(sum)));
      }
    }
    compare("rejected document", expected.path("rejections"), now.path("rejections"), differences);
    compare("row", expected.path("rows"), now.path("rows"), differences);
    return differences;
  }

  private static void compare(
      String what, JsonNode expected, JsonNode found, List<String> differences) {
    Map<String, JsonNode> wanted = byId(expected);
    Map<String, JsonNode> present = byId(found);
    wanted.forEach(
        (id, element) -> {
          JsonNode other = present.get(id);
          if (other == null) {
            differences.add("%s %s: expected, not found".formatted(what, Printable.of(id)));
          } else {
            members(element, other)
                .forEach(
                    member -> {
                      if (!same(element.get(member), other.get(member))) {
                        differences.add(
                            "%s %s, %s: expected %s, found %s"
                                .formatted(
                                    what,
                                    Printable.of(id),
                                    member,
                                    shown(element.get(member)),
                                    shown(other.get(member))));
                      }
                    });
          }
        });
    present.keySet().stream()
        .filter(id -> !wanted.containsKey(id))
        .forEach(id -> differences.add("%s %s: not expected".formatted(what, Printable.of(id))));
  }

  /** A document that came twice is numbered. */
  private static Map<String, JsonNode> byId(JsonNode elements) {
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    for (JsonNode element : elements) {
      String id = element.path("id").asText();
      String unique = id;
      for (int i = 2; byId.containsKey(unique); i++) {
        unique = "%s (%d)".formatted(id, i);
      }
      byId.put(unique, element);
    }
    return byId;
  }

  private static Set<String> members(JsonNode one, JsonNode other) {
    Set<String> members = new LinkedHashSet<>();
    one.fieldNames().forEachRemaining(members::add);
    other.fieldNames().forEachRemaining(members::add);
    return members;
  }

  private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
    return one != null && one.equals(other);
  }

  private static String shown(@Nullable JsonNode value) {
    return value == null ? "nothing" : Printable.of(value.toString());
  }
}
