package dev.millrace.cli.option;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.plan.UnknownTypeException;

/** A document type named by an option. */
public final class KnownType {

  private KnownType() {}

  /**
   * The applied definition.
   *
   * @throws UnknownTypeException with a suggestion if there is no type of that name
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
