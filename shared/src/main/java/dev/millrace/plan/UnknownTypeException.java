package dev.millrace.plan;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.CountedType;
import dev.millrace.text.Printable;
import dev.millrace.text.Suggestion;
import java.util.List;

/**
 * The catalogue has no such document type to import. That may change: its definition may be on its
 * way.
 */
public final class UnknownTypeException extends RuntimeException {

  public UnknownTypeException(String type) {
    super("there is no document type '%s' in the catalogue".formatted(Printable.of(type)));
  }

  /**
   * The same, with a suggestion.
   *
   * @param known the existing types
   */
  UnknownTypeException(String type, Catalogue known) {
    super(
        known.types().isEmpty()
            ? "there is no document type '%s', since none is applied yet; run ./millrace types apply"
                .formatted(Printable.of(type))
            : "there is no document type '%s'; %s"
                .formatted(Printable.of(type), Suggestion.among(names(known), type)));
  }

  /** The type is count-only. */
  UnknownTypeException(CountOnlyType countOnly) {
    super(
        "'%s' is a count-only type and cannot be imported; use `recount` to recount it"
            .formatted(countOnly.name()));
  }

  private static List<String> names(Catalogue known) {
    return known.types().stream().map(CountedType::name).toList();
  }
}
