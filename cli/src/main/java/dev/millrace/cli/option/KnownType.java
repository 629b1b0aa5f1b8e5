package dev.millrace.cli.option;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.UnknownTypeException;

/** A type named by an option. */
public final class KnownType {

  private KnownType() {}

  /**
   * The applied definition.
   *
   * @throws UnknownTypeException with a suggestion if there is no type of that name
   */
  public static CountedType named(String name, StoredTypes stored) {
    return stored
        .find(name)
        .orElseThrow(
            () ->
                new UnknownTypeException(
                    name, stored.load().types().stream().map(CountedType::name).toList()));
  }

  /**
   * The applied definition of an imported type.
   *
   * @throws UnknownTypeException also if the type is count-only
   */
  public static DocumentType imported(String name, StoredTypes stored) {
    return Backfills.imported(named(name, stored));
  }
}
