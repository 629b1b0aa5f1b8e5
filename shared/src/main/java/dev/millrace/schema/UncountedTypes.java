package dev.millrace.schema;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import java.util.List;
import java.util.Optional;

/** The types whose existing rows or counts need a recount after a change of definitions. */
public final class UncountedTypes {

  private UncountedTypes() {}

  /**
   * Count-only types that are new or changed, and imported types that are new, have another table,
   * or were count-only before. Other imports count their own rows.
   *
   * @param before as stored before the change
   */
  public static List<CountedType> of(Catalogue before, Catalogue after) {
    return after.types().stream()
        .filter(type -> !isCounted(before.find(type.name()), type))
        .toList();
  }

  private static boolean isCounted(Optional<CountedType> before, CountedType type) {
    return before
        .filter(
            old ->
                switch (type) {
                  case CountOnlyType _ -> old.version().equals(type.version());
                  case DocumentType _ ->
                      old instanceof DocumentType && old.table().equals(type.table());
                })
        .isPresent();
  }
}
