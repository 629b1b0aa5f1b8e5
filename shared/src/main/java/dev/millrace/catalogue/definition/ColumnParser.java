package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Lookup;
import dev.millrace.catalogue.Origin;
import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Derivation;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.Scalar;
import dev.millrace.text.Suggestion;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads one entry below {@code columns:}. */
public final class ColumnParser {

  public static final List<String> KEYS =
      List.of(
          "from",
          "from_each",
          "join",
          "derive",
          "as",
          "unit",
          "length",
          "too_long",
          "required",
          "default",
          "lookup",
          "hash");

  private static final ColumnType HASH = new ColumnType.Text(64, ColumnType.TooLong.REJECT);

  private final String name;
  private final Section section;
  private final Problems problems;

  ColumnParser(String name, Node node, Problems problems) {
    this.name = name;
    this.problems = problems;
    this.section =
        new Section(
            node,
            "column '%s' needs a mapping; write %s: { from: /data/%s }".formatted(name, name, name),
            problems);
  }

  /** The column; null if it is invalid, which is reported. */
  @Nullable Column parse() {
    section.refuseUnknown(KEYS);
    Origin origin = origin();
    boolean hashed = section.bool("hash", false);
    ColumnType type = hashed ? hashType() : new ColumnTypeParser(section, problems).parse();
    boolean required = section.bool("required", false);
    Lookup lookup = lookup();
    if (origin == null || type == null) {
      return null;
    }
    if (lookup != null && (required || hashed || section.has("default") || !isText(type))) {
      problems.at(
          section.place("lookup"),
          "a column with a lookup is always text and cannot have required, default or hash; remove"
              + " them");
    }
    if (type instanceof ColumnType.Json && !origin.isPlain()) {
      problems.at(
          section.place("as"), "a JSON column takes the value at one path; remove join and derive");
    }
    return new Column(name, origin, type, required, defaultValue(type, required), lookup, hashed);
  }

  private @Nullable Origin origin() {
    boolean ofElement = section.has("from_each");
    String key = ofElement ? "from_each" : "from";
    if (section.isMapping() && !section.has(key)) {
      problems.at(
          section.place(key),
          "column '%s' has no path; write from: /data/%s".formatted(name, name));
    }
    if (ofElement && section.has("from")) {
      problems.at(section.place("from"), "from and from_each are mutually exclusive; keep one");
    }
    List<JsonPath> paths = section.paths(key);
    String join = section.text("join");
    if (join != null && paths.size() == 1) {
      problems.at(
          section.place("join"), "join needs several paths; write %s: [/a, /b]".formatted(key));
    }
    List<Derivation> derivations = DerivationParser.parse(section, problems);
    if (section.has(key) && paths.isEmpty() && section.scalars(key).isEmpty()) {
      problems.at(section.place(key), "column '%s' has no path".formatted(name));
    }
    return paths.isEmpty() ? null : new Origin(paths, ofElement, join, derivations);
  }

  /** A hash has one length, whatever its input. */
  private ColumnType hashType() {
    for (String key : List.of("as", "unit", "length", "too_long", "default")) {
      if (section.has(key)) {
        problems.at(section.place(key), "a hash is text of 64 digits; remove '%s'".formatted(key));
      }
    }
    return HASH;
  }

  private @Nullable Object defaultValue(ColumnType type, boolean required) {
    ScalarNode node = section.scalar("default");
    if (node == null) {
      return null;
    }
    if (required) {
      problems.at(node, "a column with a default always has a value; remove required");
    }
    if (type instanceof ColumnType.Json) {
      problems.at(node, "a JSON column cannot have a default; remove it");
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
    problems.at(node, "default '%s' does not fit; write %s".formatted(node.getValue(), expected));
    return null;
  }

  /** The scalar as YAML types it, except for text columns, which take it literally. */
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
        "unknown lookup '%s'; %s"
            .formatted(
                spelling,
                Suggestion.among(
                    Stream.of(Lookup.values()).map(Lookup::spelling).toList(), spelling)));
    return null;
  }

  private static boolean isText(ColumnType type) {
    return type instanceof ColumnType.Text;
  }
}
