package dev.millrace.catalogue.yaml;

import dev.millrace.catalogue.Problems;
import java.io.StringReader;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The YAML of a definition as a tree of texts: tags make no objects, and aliases make it neither
 * endless nor large. Not thread-safe.
 */
public final class YamlTree {

  /** The time that YAML takes grows with the square of a long line, comment or text. */
  private static final int MOST_CHARACTERS = 1 << 20;

  /** Aliases count as what they stand for. */
  private static final int MOST_NODES = 100_000;

  private static final long UNDER_WAY = -1;

  private final Problems problems;
  private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();

  private YamlTree(Problems problems) {
    this.problems = problems;
  }

  /**
   * The root of a definition.
   *
   * @param example what to write into an empty file
   * @throws dev.millrace.catalogue.InvalidDefinitionException when it is not YAML, empty, too
   *     large, or contains itself
   */
  public static Node compose(String yaml, String example, Problems problems) {
    if (yaml.length() > MOST_CHARACTERS) {
      problems.at(
          0,
          "the file has %d characters, more than %d; split it into several definitions"
              .formatted(yaml.length(), MOST_CHARACTERS));
      throw problems.exception();
    }
    Node root = parsed(yaml, problems);
    if (root == null) {
      problems.at(0, "the file is empty; " + example);
    } else if (new YamlTree(problems).size(root) > MOST_NODES) {
      problems.at(
          root,
          "the file has more than %d values, counting those of aliases; use fewer aliases"
              .formatted(MOST_NODES));
    } else {
      problems.throwIfAny();
      return root;
    }
    throw problems.exception();
  }

  private static @Nullable Node parsed(String yaml, Problems problems) {
    try {
      return new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      problems.at(line, "invalid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.at(0, "invalid YAML: " + e.getMessage());
    } catch (IllegalArgumentException _) {
      // the parser's own, at the end of a file within an escape
      problems.at(0, "invalid YAML: an escape such as \\u0041 is cut off");
    }
    throw problems.exception();
  }

  /** The number of nodes with all aliases replaced; YAML limits the depth. */
  private long size(Node node) {
    Long known = sizes.get(node);
    if (known != null) {
      if (known == UNDER_WAY) {
        problems.at(node, "this value contains itself; remove the alias within it");
      }
      return Math.max(known, 0);
    }
    sizes.put(node, UNDER_WAY);
    long size = 1;
    for (Node child : children(node)) {
      size = Math.min(size + size(child), MOST_NODES + 1L);
    }
    sizes.put(node, size);
    return size;
  }

  private static List<Node> children(Node node) {
    return switch (node) {
      case MappingNode mapping ->
          mapping.getValue().stream()
              .flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode()))
              .toList();
      case SequenceNode list -> list.getValue();
      default -> List.of();
    };
  }
}
