package dev.millrace.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The differences between described fields and output. Not thread-safe. */
final class JsonFindings {

  private final List<JsonField> fields;
  private final Set<String> seen = new HashSet<>();
  private final List<String> complaints = new ArrayList<>();

  JsonFindings(List<JsonField> fields) {
    this.fields = List.copyOf(fields);
  }

  void compare(JsonNode output) {
    compare(output, List.of());
  }

  List<String> complaints() {
    return complaints;
  }

  /** The paths of the described fields that no output has. */
  Stream<String> unseen() {
    return fields.stream().map(JsonField::path).filter(path -> !seen.contains(path));
  }

  private void compare(JsonNode node, List<String> path) {
    if (node.isObject()) {
      below(path).forEach(field -> expect(node, field, path));
      node.properties().forEach(each -> compare(each.getValue(), described(path, each.getKey())));
    } else if (node.isArray()) {
      node.forEach(item -> compare(item, with(path, "[]")));
    } else {
      fields.stream()
          .filter(field -> field.steps().equals(path))
          .findFirst()
          .ifPresentOrElse(
              field -> {
                seen.add(field.path());
                if (!field.admits(node)) {
                  complaints.add("%s is not a %s: %s".formatted(path, field.type(), node));
                }
              },
              () -> complaints.add(path + " is not described"));
    }
  }

  /** The fields of an object, and of the objects and lists in it. */
  private Stream<JsonField> below(List<String> path) {
    return fields.stream()
        .filter(field -> field.steps().size() > path.size())
        .filter(field -> field.steps().subList(0, path.size()).equals(path));
  }

  private void expect(JsonNode node, JsonField field, List<String> path) {
    String name = field.steps().get(path.size());
    boolean leaf = field.steps().size() == path.size() + 1;
    if (leaf && !field.optional() && !name.startsWith("{") && !node.has(name)) {
      complaints.add(field.path() + " is missing in an output");
    }
  }

  private List<String> described(List<String> path, String name) {
    List<String> exact = with(path, name);
    return below(exact).findAny().isPresent()
            || fields.stream().anyMatch(field -> field.steps().equals(exact))
        ? exact
        : below(path)
            .map(field -> field.steps().get(path.size()))
            .filter(step -> step.startsWith("{"))
            .findFirst()
            .map(step -> with(path, step))
            .orElse(exact);
  }

  private static List<String> with(List<String> path, String step) {
    return Stream.concat(path.stream(), Stream.of(step)).toList();
  }
}
