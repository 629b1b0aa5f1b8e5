package dev.millrace.cli;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.plan.UnknownTypeException;

/** A document type that an option names. */
final class KnownType {

  private KnownType() {}

  /**
   * The definition that was applied.
   *
   * @throws UnknownTypeException with a suggestion when there is none of that name
   */
  static DocumentType named(String name, StoredTypes stored) {
    return stored
        .find(name)
        .orElseThrow(
            () ->
                new UnknownTypeException(
                    name, stored.load().types().stream().map(DocumentType::name).toList()));
  }
}
