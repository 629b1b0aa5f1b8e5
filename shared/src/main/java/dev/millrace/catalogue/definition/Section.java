package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys and values of one YAML mapping. A key that is not plain text, or occurs twice, is
 * refused.
 */
public final class Section {

  private final Node node;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
  private final Problems problems;

  /**
   * Reads a mapping; if there is none, reports that and is empty.
   *
   * @param what its name in messages, with an example
   */
  Section(Node node, String what, Problems problems) {
    this.node = node;
    this.problems = problems;
    if (!(node instanceof MappingNode mapping)) {
      problems.at(node, what);
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.at(entry.getKeyNode(), "a key must be a plain word");
      } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
        problems.at(key, "duplicate key '%s'; keep one".formatted(key.getValue()));
      }
    }
  }

  /** Refuses every key that is not among the known ones. */
  void refuseUnknown(List<String> known) {
    entries.forEach(
        (key, entry) -> {
          if (!known.contains(key)) {
            problems.at(
                entry.getKeyNode(),
                "unknown key '%s'; %s".formatted(key, Suggestion.among(known, key)));
          }
        });
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  Map<String, NodeTuple> entries() {
    return entries;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  /**
   * The value of a key, or the mapping itself where the key is missing: the place that messages
   * name.
   */
  public Node place(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? node : entry.getValueNode();
  }

  /**
   * The scalar of a key; null if the key is missing or, which is reported, its value is not a
   * scalar.
   */
  @Nullable ScalarNode scalar(String key) {
    if (!has(key)) {
      return null;
    }
    if (place(key) instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
      return scalar;
    }
    problems.at(place(key), "'%s' needs one value; write it, or remove the key".formatted(key));
    return null;
  }

  /** The scalars of a key that takes one or a list; none if the key is missing. */
  List<ScalarNode> scalars(String key) {
    if (!has(key) || !(place(key) instanceof SequenceNode list)) {
      ScalarNode one = scalar(key);
      return one == null ? List.of() : List.of(one);
    }
    List<ScalarNode> scalars = new ArrayList<>();
    for (Node element : list.getValue()) {
      if (element instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)) {
        scalars.add(scalar);
      } else {
        problems.at(element, "'%s' needs a value or a list of values".formatted(key));
      }
    }
    return scalars;
  }

  /**
   * The mapping of a key; null if the key is missing or, which is reported, its value is not one.
   *
   * @param example what to write
   */
  @Nullable Section mapping(String key, String example) {
    if (!has(key)) {
      return null;
    }
    if (place(key) instanceof MappingNode) {
      return new Section(place(key), "", problems);
    }
    problems.at(place(key), "'%s' needs a mapping; write %s".formatted(key, example));
    return null;
  }

  /** The text of a key that must be there; empty if it is not, which is reported. */
  String needed(String key, String example) {
    if (!has(key)) {
      problems.at(node, "the key '%s' is missing; write %s".formatted(key, example));
    }
    String text = text(key);
    if (text != null && text.isEmpty()) {
      problems.at(place(key), "'%s' is empty; write %s".formatted(key, example));
    }
    return text == null ? "" : text;
  }

  /** The JSON Pointer of a key that must be there; the root if it is not, which is reported. */
  JsonPath neededPath(String key, String example) {
    if (!has(key)) {
      problems.at(node, "the key '%s' is missing; write %s".formatted(key, example));
    }
    JsonPath path = path(key);
    return path == null ? JsonPath.parse("") : path;
  }

  /** A whole number of a key; the other value if it is missing or, which is reported, not one. */
  long number(String key, long otherwise, long least, long most) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below, as for a number out of bounds
    }
    problems.at(
        place(key),
        "'%s' is '%s'; write a whole number from %d to %d".formatted(key, text, least, most));
    return otherwise;
  }

  @Nullable String text(String key) {
    ScalarNode scalar = scalar(key);
    return scalar == null ? null : scalar.getValue();
  }

  boolean bool(String key, boolean otherwise) {
    String text = text(key);
    if (text == null || text.equals("true") || text.equals("false")) {
      return text == null ? otherwise : Boolean.parseBoolean(text);
    }
    problems.at(place(key), "'%s' is '%s'; use true or false".formatted(key, text));
    return otherwise;
  }

  /**
   * The JSON Pointer of a key; null if the key is missing or, which is reported, its value is not
   * one.
   */
  @Nullable JsonPath path(String key) {
    ScalarNode pointer = scalar(key);
    return pointer == null ? null : path(key, pointer);
  }

  /** The JSON Pointers of a key that takes one or a list. */
  List<JsonPath> paths(String key) {
    return scalars(key).stream()
        .map(pointer -> path(key, pointer))
        .filter(Objects::nonNull)
        .toList();
  }

  private @Nullable JsonPath path(String key, ScalarNode pointer) {
    try {
      return JsonPath.parse(pointer.getValue());
    } catch (IllegalArgumentException e) {
      problems.at(pointer, "%s: %s".formatted(key, e.getMessage()));
      return null;
    }
  }
}
