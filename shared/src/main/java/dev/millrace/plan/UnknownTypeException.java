package dev.millrace.plan;

import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.text.Printable;
import dev.millrace.text.Suggestion;
import java.util.Collection;

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
   * @param known the names of the existing types
   */
  public UnknownTypeException(String type, Collection<String> known) {
    super(
        known.isEmpty()
            ? "there is no document type '%s', since none is applied yet; run ./millrace types apply"
                .formatted(Printable.of(type))
            : "there is no document type '%s'; %s"
                .formatted(Printable.of(type), Suggestion.among(known, type)));
  }

  /** The type is count-only. */
  public UnknownTypeException(CountOnlyType countOnly) {
    super(
        "'%s' is a count-only type and cannot be imported; use `recount` to recount it"
            .formatted(countOnly.name()));
  }
}
