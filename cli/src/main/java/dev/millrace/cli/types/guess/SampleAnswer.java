package dev.millrace.cli.types.guess;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** An answer of an API, and where its documents and their values are. Not thread-safe. */
public final class SampleAnswer {

  private static final int DEEPEST = 4;
  private static final int DEEPEST_VALUE = 3;

  private final JsonNode answer;
  private final boolean lines;
  private final String place;
  private final List<JsonNode> documents = new ArrayList<>();

  /**
   * @param answer parsed; an array of the lines if it is one document a line
   * @param lines whether it is one document a line
   * @throws IllegalStateException when it has no array of objects
   */
  public SampleAnswer(JsonNode answer, boolean lines) {
    this.answer = answer;
    this.lines = lines;
    Map<String, JsonNode> arrays = new LinkedHashMap<>();
    arrays("", answer, 0, arrays);
    this.place =
        arrays.entrySet().stream()
            .reduce((a, b) -> b.getValue().size() > a.getValue().size() ? b : a)
            .map(Map.Entry::getKey)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no array of objects in the answer; ask for a span of time that"
                            + " has documents"));
    arrays.getOrDefault(place, answer).forEach(documents::add);
  }

  boolean lines() {
    return lines;
  }

  /** The JSON Pointer of the array of documents. */
  String place() {
    return place;
  }

  /** The documents as they came, at least one. */
  public List<JsonNode> documents() {
    return documents;
  }

  JsonNode at(String path) {
    return answer.at(path);
  }

  private static void arrays(String path, JsonNode node, int depth, Map<String, JsonNode> found) {
    if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      found.put(path, node);
    } else if (node.isObject() && depth < DEEPEST) {
      node.properties()
          .forEach(
              each -> arrays(path + "/" + step(each.getKey()), each.getValue(), depth + 1, found));
    }
  }

  private static String step(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** The place of a member of the answer outside of its documents. */
  Optional<String> scalar(Pattern name, Predicate<JsonNode> fits) {
    List<String> found = new ArrayList<>();
    members("", answer, 0, name, fits, found);
    return found.stream().findFirst();
  }

  private static void members(
      String path,
      JsonNode node,
      int depth,
      Pattern name,
      Predicate<JsonNode> fits,
      List<String> found) {
    if (node.isObject() && depth < DEEPEST) {
      node.properties()
          .forEach(
              each -> {
                String at = path + "/" + step(each.getKey());
                if (each.getValue().isValueNode()
                    && name.matcher(each.getKey()).matches()
                    && fits.test(each.getValue())) {
                  found.add(at);
                } else {
                  members(at, each.getValue(), depth + 1, name, fits, found);
                }
              });
    }
  }

  /** The values of documents that are neither objects nor arrays, by place. */
  Map<String, PathValues> scalars() {
    Map<String, PathValues> scalars = new LinkedHashMap<>();
    documents.forEach(document -> scalars("", document, 0, scalars));
    return scalars;
  }

  private static void scalars(
      String path, JsonNode node, int depth, Map<String, PathValues> found) {
    if (node.isObject() && depth < DEEPEST_VALUE) {
      node.properties()
          .forEach(
              each -> scalars(path + "/" + step(each.getKey()), each.getValue(), depth + 1, found));
    } else if (node.isValueNode() && !node.isNull() && !path.isEmpty()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      found.computeIfAbsent(path, _ -> new PathValues(name)).add(node);
    }
  }
}
