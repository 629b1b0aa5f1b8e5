package dev.millrace.worker.mapping.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.source.api.RandomJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is taken out of JSON, against a tree from which it is taken out. */
final class RedactionPropertyTest {

  private static final ObjectMapper TREES =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private static final Pseudonyms PSEUDONYMS = Pseudonyms.of("a key");

  @Test
  void redacted_text_equals_a_tree_without_the_data() {
    qt().withExamples(2_000)
        .forAll(longs().all())
        .checkAssert(
            seed -> {
              try {
                compare(new Random(seed));
              } catch (IOException e) {
                throw new AssertionError("it is no JSON any more", e);
              }
            });
  }

  private static void compare(Random random) throws IOException {
    String json = new RandomJson(random).value(6);
    JsonNode tree = TREES.readTree(json);
    List<List<String>> places = new ArrayList<>();
    collect(tree, List.of(), random, places);
    int cut = places.isEmpty() ? 0 : random.nextInt(places.size() + 1);
    List<JsonPath> drop = places.subList(0, cut).stream().map(JsonPath::new).toList();
    List<JsonPath> hash = places.subList(cut, places.size()).stream().map(JsonPath::new).toList();
    byte[] bytes = ("x" + json).getBytes(UTF_8);

    byte[] kept = Redaction.of(drop, hash, PSEUDONYMS).of(bytes, 1, bytes.length - 1).orElseThrow();

    JsonNode expected = tree;
    for (JsonPath path : hash) {
      expected = without(expected, path.segments(), true);
    }
    for (JsonPath path : drop) {
      expected = without(expected, path.segments(), false);
    }
    assertThat(TREES.readTree(kept))
        .as("%s without %s and %s", json, drop, hash)
        .isEqualTo(expected);
  }

  /** Places that do not contain each other, some with a step that stands for every element. */
  private static void collect(
      JsonNode node, List<String> place, Random random, List<List<String>> places) {
    if (!place.isEmpty() && random.nextInt(6) == 0) {
      places.add(place);
      return;
    }
    if (node.isArray() && node.size() > 0 && random.nextInt(3) == 0) {
      collect(node.get(0), with(place, "-"), random, places);
      return;
    }
    node.properties().forEach(e -> collect(e.getValue(), with(place, e.getKey()), random, places));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), with(place, Integer.toString(i)), random, places);
    }
  }

  private static List<String> with(List<String> place, String step) {
    List<String> longer = new ArrayList<>(place);
    longer.add(step);
    return longer;
  }

  private static JsonNode without(JsonNode node, List<String> path, boolean hashes) {
    if (path.isEmpty()) {
      return hashes && node.isValueNode() && !node.isNull()
          ? new TextNode(PSEUDONYMS.replace(text(node)))
          : NullNode.getInstance();
    }
    List<String> rest = path.subList(1, path.size());
    if (node instanceof ObjectNode object && object.has(path.getFirst())) {
      object.set(path.getFirst(), without(object.get(path.getFirst()), rest, hashes));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (path.getFirst().equals("-") || path.getFirst().equals(Integer.toString(i))) {
          array.set(i, without(array.get(i), rest, hashes));
        }
      }
    }
    return node;
  }

  /** As it is written; the numbers of the generator have one spelling each. */
  private static String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : spelling(node.asText());
  }

  private static String spelling(String number) {
    return number.equals("1E+3") || number.equals("1000") ? "1e3" : number;
  }
}
