package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.fuzz.Bounds;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.row.Rejection;
import org.jspecify.annotations.Nullable;

/** A JSON Pointer finds in the bytes of a document what it finds in a tree of it. */
class PathFuzzTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The pointer is the first line of the input, the document is the rest. */
  @FuzzTest
  void a_pointer_finds_the_same_in_bytes_and_in_a_tree(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    int end = text.indexOf('\n');
    if (end >= 0) {
      Bounds.keep(() -> compare(text.substring(0, end), text.substring(end + 1)));
    }
  }

  private static void compare(String pointer, String document) {
    JsonPath path;
    try {
      path = JsonPath.parse(pointer);
    } catch (IllegalArgumentException refusal) {
      assertThat(refusal).hasMessageContaining("write '");
      return;
    }
    assertThat(JsonPath.parse(path.toString())).isEqualTo(path);
    JsonNode tree = tree(document);
    Slots slots = new Slots();
    int slot = slots.of(path);
    byte[] bytes = document.getBytes(UTF_8);
    Found found;
    try {
      found = slots.reader().read(bytes, 0, bytes.length).at(slot);
    } catch (Rejection _) {
      assertThat(tree == null || !tree.isObject()).as("a document that is refused").isTrue();
      return;
    }
    if (tree != null) {
      assertSame(found, at(tree, path));
    }
  }

  private static void assertSame(@Nullable Found found, JsonNode known) {
    if (found == null || known.isMissingNode() || known.isNull()) {
      assertThat(found == null && (known.isMissingNode() || known.isNull())).isTrue();
    } else if (known.isTextual() || known.isBoolean()) {
      assertThat(found.text()).isEqualTo(known.asText());
    } else {
      assertThat(found.shape().name().startsWith(known.getNodeType().name().substring(0, 3)))
          .as("%s is %s", found, known.getNodeType())
          .isTrue();
    }
  }

  private static JsonNode at(JsonNode tree, JsonPath path) {
    JsonNode node = tree;
    for (String segment : path.segments()) {
      int index = JsonPath.arrayIndex(segment);
      JsonNode next =
          node.isObject()
              ? node.get(segment)
              : node.isArray() && index >= 0 ? node.get(index) : null;
      if (next == null) {
        return MissingNode.getInstance();
      }
      node = next;
    }
    return node;
  }

  /** Null where the document is not JSON, or deeper than a tree may be. */
  private static @Nullable JsonNode tree(String document) {
    try {
      return JSON.readTree(document);
    } catch (JsonProcessingException _) {
      return null;
    }
  }
}
