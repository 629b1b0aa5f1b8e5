package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.Names;
import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.RowSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code columns:}. */
final class ColumnsParser {

  static final String NO_EACH =
      "from_each begins at an element of each, but the key 'each' is missing; write each:"
          + " /data/items";

  private final Section section;
  private final boolean hasEach;
  private final Problems problems;

  ColumnsParser(Section section, boolean hasEach, Problems problems) {
    this.section = section;
    this.hasEach = hasEach;
    this.problems = problems;
  }

  List<Column> parse() {
    String example = "columns need names; write columns: { my_column: { from: /data/my_field } }";
    if (!section.has("columns")) {
      problems.at(section.place("columns"), "the key 'columns' is missing; " + example);
      return List.of();
    }
    Section named = new Section(section.place("columns"), example, problems);
    List<Column> columns = new ArrayList<>();
    Map<String, String> folded = new HashMap<>();
    named
        .entries()
        .forEach(
            (name, entry) -> {
              refuseName(name, folded.put(Names.fold(name), name), entry.getKeyNode());
              Column column = new ColumnParser(name, entry.getValueNode(), problems).parse();
              if (column != null) {
                if (column.origin().ofElement() && !hasEach) {
                  problems.at(entry.getKeyNode(), NO_EACH);
                }
                columns.add(column);
              }
            });
    if (named.isMapping() && named.entries().isEmpty()) {
      problems.at(section.place("columns"), example);
    }
    RowSize.problem(columns).ifPresent(problem -> problems.at(section.place("columns"), problem));
    return columns;
  }

  private void refuseName(String name, @Nullable String twin, Node place) {
    String problem = Names.columnProblem(name);
    if (problem != null) {
      problems.at(place, problem);
    }
    if (twin != null) {
      problems.at(
          place, "columns '%s' and '%s' differ only in case; rename one".formatted(twin, name));
    }
  }
}
