package dev.millrace.catalogue;

import dev.millrace.catalogue.InvalidDefinitionException.Problem;
import dev.millrace.catalogue.http.Partition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The types that are known: imported and count-only ones. Types that name the same table share it,
 * so each knows the layout that all of them need. Immutable; a newer catalogue is another object.
 */
public final class Catalogue {

  /** A type and its file. */
  public record Definition(String file, CountedType type) {

    /** The first line with this key, or with the type where there is none. */
    public int lineOf(String key) {
      List<String> lines = type.yaml().lines().map(String::strip).toList();
      for (String wanted : List.of(key, "type")) {
        for (int i = 0; i < lines.size(); i++) {
          if (lines.get(i).matches("[\"']?" + wanted + "[\"']?\\s*:.*")) {
            return i + 1;
          }
        }
      }
      return 0;
    }
  }

  private final SortedMap<String, CountedType> types = new TreeMap<>();

  private Catalogue(List<Definition> definitions) {
    for (Definition definition : definitions) {
      CountedType type = definition.type();
      types.put(
          type.name(),
          type instanceof DocumentType imported
              ? imported.in(SharedTable.layout(imported, definitions))
              : type);
    }
  }

  /**
   * A catalogue of these types.
   *
   * @throws InvalidDefinitionException if two of them share a name, ignoring case, or share a table
   *     and disagree about it
   */
  public static Catalogue of(Collection<? extends CountedType> types) {
    List<Definition> definitions =
        types.stream().map(type -> new Definition(type.name(), type)).toList();
    return of(definitions, List.of());
  }

  /**
   * A catalogue of these definitions.
   *
   * @param problems found before
   * @throws InvalidDefinitionException with these problems and the conflicts between definitions
   */
  public static Catalogue of(List<Definition> definitions, List<Problem> problems) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(clashes(definitions));
    if (!all.isEmpty()) {
      throw new InvalidDefinitionException(all);
    }
    return new Catalogue(definitions);
  }

  /** The type with this name; case-sensitive. */
  public Optional<CountedType> find(String type) {
    return Optional.ofNullable(types.get(type));
  }

  /** The type with this name, or those of all values of a definition with {@code for}. */
  public List<CountedType> named(String name) {
    CountedType one = types.get(name);
    return one != null
        ? List.of(one)
        : types(DocumentType.class)
            .filter(type -> type.http() != null && type.http().partition() != null)
            .filter(type -> type.name().startsWith(name + Partition.SEPARATOR))
            .map(CountedType.class::cast)
            .toList();
  }

  /** Every type, by name, whether it is enabled or not. */
  public Collection<CountedType> types() {
    return List.copyOf(types.values());
  }

  /** The imported types, by name, whether they are enabled or not. */
  public List<DocumentType> imported() {
    return types(DocumentType.class).toList();
  }

  /** The imported types of which the schedule plans slices, by name. */
  public List<DocumentType> scheduled() {
    return types(DocumentType.class).filter(DocumentType::enabled).toList();
  }

  /** The count-only types whose tables the sweep checks for external changes, by name. */
  public List<CountOnlyType> watched() {
    return types(CountOnlyType.class).filter(CountOnlyType::enabled).toList();
  }

  private <T extends CountedType> Stream<T> types(Class<T> kind) {
    return types.values().stream().filter(kind::isInstance).map(kind::cast);
  }

  private static List<Problem> clashes(List<Definition> definitions) {
    List<Problem> clashes = new ArrayList<>();
    Map<String, Definition> names = new HashMap<>();
    for (Definition definition : definitions) {
      CountedType type = definition.type();
      Definition twin = names.putIfAbsent(Names.fold(type.name()), definition);
      if (twin != null) {
        clashes.add(clash(definition, "type '%s'".formatted(type.name()), twin));
      }
    }
    clashes.addAll(SharedTable.clashes(definitions));
    return clashes;
  }

  private static Problem clash(Definition definition, String what, Definition twin) {
    return new Problem(
        definition.file(),
        definition.lineOf("type"),
        "%s is already defined by %s; choose another name".formatted(what, twin.file()));
  }
}
