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

/**
 * The document types that are known. Types that name the same table share it, so each knows the
 * layout that all of them need. Immutable; a newer catalogue is another object.
 */
public final class Catalogue {

  /** A type and its file. */
  public record Definition(String file, DocumentType type) {

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

  private final SortedMap<String, DocumentType> types = new TreeMap<>();

  private Catalogue(List<Definition> definitions) {
    for (Definition definition : definitions) {
      DocumentType type = definition.type();
      types.put(type.name(), type.in(SharedTable.layout(type, definitions)));
    }
  }

  /**
   * A catalogue of these types.
   *
   * @throws InvalidDefinitionException if two of them share a name, ignoring case, or share a table
   *     and disagree about it
   */
  public static Catalogue of(Collection<DocumentType> types) {
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

  /** The type with this name at the document API; case-sensitive. */
  public Optional<DocumentType> find(String type) {
    return Optional.ofNullable(types.get(type));
  }

  /** The type with this name, or those of all values of a definition with {@code for}. */
  public List<DocumentType> named(String name) {
    DocumentType one = types.get(name);
    return one != null
        ? List.of(one)
        : types.values().stream()
            .filter(type -> type.http() != null && type.http().partition() != null)
            .filter(type -> type.name().startsWith(name + Partition.SEPARATOR))
            .toList();
  }

  /** Every type, by name, whether it is enabled or not. */
  public Collection<DocumentType> types() {
    return List.copyOf(types.values());
  }

  private static List<Problem> clashes(List<Definition> definitions) {
    List<Problem> clashes = new ArrayList<>();
    Map<String, Definition> names = new HashMap<>();
    for (Definition definition : definitions) {
      DocumentType type = definition.type();
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
