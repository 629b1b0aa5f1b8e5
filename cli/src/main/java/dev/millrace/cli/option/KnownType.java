package dev.millrace.cli.option;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.plan.UnknownTypeException;

/** A document type that an option names. */
public final class KnownType {

  private KnownType() {}

  /**
   * The definition that was applied.
   *
   * @throws UnknownTypeException with a suggestion when there is none of that name
   */
  public static DocumentType named(String name, StoredTypes stored) {
    return stored
        .find(name)
        .orElseThrow(
            () ->
                new UnknownTypeException(
                    name, stored.load().types().stream().map(DocumentType::name).toList()));
  }
}
