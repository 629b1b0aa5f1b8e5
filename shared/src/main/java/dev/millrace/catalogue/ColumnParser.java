package dev.millrace.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one entry below {@code columns:}. */
final class ColumnParser {

  static final List<String> KEYS =
      List.of("from", "as", "unit", "length", "too_long", "required", "default", "lookup");

  private final String name;
  private final Section section;
  private final Problems problems;

  ColumnParser(String name, Node node, Problems problems) {
    this.name = name;
    this.problems = problems;
    this.section =
        new Section(
            node,
            "column '%s' needs a mapping, write %s: { from: /data/%s }".formatted(name, name, name),
            problems);
  }

  /** The column; null if something is wrong with it, which is said. */
  @Nullable Column parse() {
    section.refuseUnknown(KEYS);
    JsonPath from = section.path("from");
    if (section.isMapping() && !section.has("from")) {
      problems.at(
          section.place("from"),
          "column '%s' has no path, write from: /data/%s".formatted(name, name));
    }
    ColumnType type = new ColumnTypeParser(section, problems).parse();
    boolean required = section.bool("required", false);
    Lookup lookup = lookup();
    if (from == null || type == null) {
      return null;
    }
    if (lookup != null && (required || section.has("default") || !isText(type))) {
      problems.at(
          section.place("lookup"),
          "a column with a lookup is text, without required and default; leave them out");
    }
    return new Column(name, from, type, required, defaultValue(type, required), lookup);
  }

  private @Nullable Object defaultValue(ColumnType type, boolean required) {
    ScalarNode node = section.scalar("default");
    if (node == null) {
      return null;
    }
    if (required) {
      problems.at(node, "a column with a default is never without a value, leave out required");
    }
    if (type instanceof ColumnType.Json) {
      problems.at(node, "a JSON column takes no default, leave it out");
      return null;
    }
    return switch (type.convert(scalar(node, type))) {
      case Conversion.Value(Object value) -> value;
      case Conversion.Unfit(String expected) -> refuse(node, expected);
      case Conversion.TooLong(String expected) -> refuse(node, expected);
      case Conversion.OutOfTime(String expected) -> refuse(node, expected);
    };
  }

  private @Nullable Object refuse(ScalarNode node, String expected) {
    problems.at(node, "default '%s' does not fit, write %s".formatted(node.getValue(), expected));
    return null;
  }

  /** YAML's idea of a scalar, but for text columns, where it is what stands there. */
  private static Scalar scalar(ScalarNode node, ColumnType type) {
    String text = node.getValue();
    if (isText(type)) {
      return Scalar.text(text);
    }
    if (node.getTag().equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
      return Scalar.bool(Boolean.parseBoolean(text));
    }
    return node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)
        ? Scalar.number(text)
        : Scalar.text(text);
  }

  private @Nullable Lookup lookup() {
    String spelling = section.text("lookup");
    if (spelling == null) {
      return null;
    }
    for (Lookup lookup : Lookup.values()) {
      if (lookup.spelling().equals(spelling)) {
        return lookup;
      }
    }
    problems.at(
        section.place("lookup"),
        "unknown lookup '%s', %s"
            .formatted(
                spelling, Suggestion.among(List.of(Lookup.SLACK_CHANNEL.spelling()), spelling)));
    return null;
  }

  private static boolean isText(ColumnType type) {
    return type instanceof ColumnType.Text;
  }
}
