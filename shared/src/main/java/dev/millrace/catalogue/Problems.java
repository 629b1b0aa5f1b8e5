package dev.millrace.catalogue;

import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Collects what is wrong with one file, so that all of it is said at once. */
final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void at(Node node, String message) {
    at(node.getStartMark().getLine() + 1, message);
  }

  void at(int line, String message) {
    found.add(new Problem(file, line, message));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  InvalidDefinitionException exception() {
    return new InvalidDefinitionException(
        found.stream().sorted(Comparator.comparingInt(Problem::line)).toList());
  }
}
