package dev.millrace.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part of a template. */
public record Tree(Object value) {

  /**
   * The child at a path.
   *
   * @throws NullPointerException naming the key that is missing
   */
  public Tree at(String... path) {
    Object node = value;
    for (String key : path) {
      node = Objects.requireNonNull(((Map<?, ?>) node).get(key), key);
    }
    return new Tree(node);
  }

  public boolean has(String key) {
    return ((Map<?, ?>) value).containsKey(key);
  }

  public @Nullable Object raw(String... path) {
    Object node = value;
    for (String key : path) {
      if (!(node instanceof Map<?, ?> map) || !map.containsKey(key)) {
        return null;
      }
      node = map.get(key);
    }
    return node;
  }

  public String text(String... path) {
    return at(path).value().toString();
  }

  public int number(String... path) {
    return ((Number) at(path).value()).intValue();
  }

  public List<Tree> list(String... path) {
    return ((List<?>) at(path).value()).stream().<Tree>map(Tree::new).toList();
  }

  Map<String, Tree> fields() {
    Map<String, Tree> fields = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, child) -> fields.put(key.toString(), new Tree(child)));
    return fields;
  }
}
