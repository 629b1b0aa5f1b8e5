package dev.millrace.catalogue;

import dev.millrace.catalogue.Catalogue.Definition;
import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Several types in one table: it has the columns of all of them, and they must agree. */
public final class SharedTable {

  private record Claimed(Definition by, Column column) {}

  private SharedTable() {}

  /** The layout that a type's table needs for all types that share it. */
  public static TableLayout layout(DocumentType type, Collection<Definition> definitions) {
    List<DocumentType> sharing =
        definitions.stream()
            .map(Definition::type)
            .flatMap(other -> other.imported().stream())
            .filter(other -> isSame(other.table(), type.table()))
            .toList();
    return sharing.stream()
        .map(DocumentType::layout)
        .reduce(new TableLayout(sharing.size() > 1, false), TableLayout::or);
  }

  public static List<Problem> clashes(Collection<Definition> definitions) {
    Map<String, List<Definition>> tables =
        definitions.stream()
            .collect(
                Collectors.groupingBy(
                    definition -> Names.fold(definition.type().table()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Problem> clashes = new ArrayList<>();
    tables.values().stream()
        .filter(sharing -> sharing.size() > 1)
        .forEach(sharing -> addClashes(sharing, clashes));
    return clashes;
  }

  private static void addClashes(List<Definition> sharing, List<Problem> clashes) {
    Definition first = sharing.getFirst();
    Map<String, Claimed> columns = new LinkedHashMap<>();
    for (Definition definition : sharing) {
      CountedType type = definition.type();
      if (!definition.equals(first)
          && (type instanceof CountOnlyType || first.type() instanceof CountOnlyType)) {
        clashes.add(
            problem(
                definition,
                "table",
                ("table '%s' is already defined by %s, and the table of a count-only type cannot be"
                        + " shared; choose another name")
                    .formatted(type.table(), first.file())));
      }
      if (!type.table().equals(first.type().table())) {
        clashes.add(
            problem(
                definition,
                "table",
                ("table '%s' is written '%s' in %s, but some servers are case-sensitive; use the"
                        + " same spelling in both")
                    .formatted(type.table(), first.type().table(), first.file())));
      }
      for (Column column : columns(type)) {
        Claimed twin =
            columns.putIfAbsent(Names.fold(column.name()), new Claimed(definition, column));
        if (twin != null && !agree(column, twin.column())) {
          clashes.add(
              problem(
                  definition,
                  column.name(),
                  "column '%s' of table '%s' is %s here but %s in %s; use the same type in both"
                      .formatted(
                          column.name(),
                          type.table(),
                          column.type().spelling(),
                          twin.column().type().spelling(),
                          twin.by().file())));
        }
      }
    }
    RowSize.problem(columns.values().stream().map(Claimed::column).toList())
        .ifPresent(problem -> clashes.add(problem(sharing.getLast(), "columns", problem)));
  }

  private static List<Column> columns(CountedType type) {
    return type.imported().map(imported -> imported.mapping().columns()).orElse(List.of());
  }

  private static boolean agree(Column a, Column b) {
    return a.type().sqlType().equals(b.type().sqlType());
  }

  private static boolean isSame(String table, String other) {
    return Names.fold(table).equals(Names.fold(other));
  }

  private static Problem problem(Definition definition, String key, String message) {
    return new Problem(definition.file(), definition.lineOf(key), message);
  }
}
