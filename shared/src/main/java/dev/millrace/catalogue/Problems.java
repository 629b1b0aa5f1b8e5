package dev.millrace.catalogue;

import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Collects the problems of one file, so that all are reported at once. */
public final class Problems {

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  public Problems(String file) {
    this.file = file;
  }

  public void at(Node node, String message) {
    at(node.getStartMark().getLine() + 1, message);
  }

  public void at(int line, String message) {
    found.add(new Problem(file, line, message));
  }

  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  public InvalidDefinitionException exception() {
    return new InvalidDefinitionException(
        found.stream().sorted(Comparator.comparingInt(Problem::line)).toList());
  }
}
