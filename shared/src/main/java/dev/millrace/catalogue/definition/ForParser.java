package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Partition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code for:}, whose values are types of their own. */
final class ForParser {

  private static final String EXAMPLE = "for: { repo: [apache/maven, apache/ant] }";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,31}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:-]{0,62}");

  private ForParser() {}

  /** The values of a definition whose problems are reported already. */
  static List<Partition> of(Section definition) {
    Section block = definition.mapping("source", "");
    return block == null ? List.of() : parse(block, new Problems(""));
  }

  /** The values of a source; none without the key. */
  static List<Partition> parse(Section source, Problems problems) {
    Section values = source.mapping("for", EXAMPLE);
    if (values == null) {
      return List.of();
    }
    if (values.entries().size() != 1) {
      problems.at(source.place("for"), "for needs one name with its values; write " + EXAMPLE);
      return List.of();
    }
    String name = values.entries().keySet().iterator().next();
    if (!NAME.matcher(name).matches() || name.equals("from") || name.equals("to")) {
      problems.at(
          values.place(name),
          "'%s' is not a name for values; write small letters and underscores such as repo"
              .formatted(name));
    }
    Map<String, Partition> partitions = new LinkedHashMap<>();
    for (ScalarNode node : values.scalars(name)) {
      String value = node.getValue();
      if (!VALUE.matcher(value).matches()) {
        problems.at(
            node,
            "'%s' is not a value of for; write letters, digits and . _ / : - such as apache/maven"
                .formatted(value));
      } else if (partitions.put(value, new Partition(name, value)) != null) {
        problems.at(node, "'%s' is listed twice; keep one".formatted(value));
      }
    }
    if (partitions.isEmpty()) {
      problems.at(source.place("for"), "for has no values; write " + EXAMPLE);
    }
    return List.copyOf(partitions.values());
  }

  /** What may stand in a URL or a parameter. */
  static Set<String> placeholders(List<Partition> partitions) {
    Set<String> placeholders = new TreeSet<>(List.of(HttpSource.FROM, HttpSource.TO));
    partitions.forEach(partition -> placeholders.add(partition.placeholder()));
    return placeholders;
  }
}
