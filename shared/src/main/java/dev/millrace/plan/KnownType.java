package dev.millrace.plan;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import java.util.List;

/** A type that someone names: found, or refused with a suggestion. */
public final class KnownType {

  private KnownType() {}

  /**
   * The applied definition.
   *
   * @throws UnknownTypeException if there is no type of that name
   */
  public static CountedType named(String name, StoredTypes stored) {
    return stored.find(name).orElseThrow(() -> new UnknownTypeException(name, stored.load()));
  }

  /**
   * The applied definition of an imported type.
   *
   * @throws UnknownTypeException also if the type is count-only
   */
  public static DocumentType imported(String name, StoredTypes stored) {
    return imported(named(name, stored));
  }

  /**
   * The imported types of a catalogue with that name, which may be that of a definition with {@code
   * for}; at least one.
   *
   * @throws UnknownTypeException if there is none, or if the type is count-only
   */
  static List<DocumentType> imported(String name, Catalogue catalogue) {
    List<CountedType> named = catalogue.named(name);
    if (named.isEmpty()) {
      throw new UnknownTypeException(name, catalogue);
    }
    return named.stream().map(KnownType::imported).toList();
  }

  private static DocumentType imported(CountedType type) {
    return switch (type) {
      case DocumentType imported -> imported;
      case CountOnlyType counted -> throw new UnknownTypeException(counted);
    };
  }
}
