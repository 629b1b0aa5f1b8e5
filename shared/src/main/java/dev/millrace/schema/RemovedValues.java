package dev.millrace.schema;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.catalogue.http.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Types of values that a definition no longer lists below {@code for}: they keep their rows, and
 * the schedule no longer plans them.
 */
final class RemovedValues {

  private static final Pattern ENABLED = Pattern.compile("(?m)^enabled\\s*:.*\\R?");

  private RemovedValues() {}

  /** Disables the stored type if its value is no longer listed. */
  static void disable(Connection connection, CountedType stored, Catalogue given)
      throws SQLException {
    Optional<DocumentType> removed =
        stored.imported().flatMap(imported -> disabled(imported, given));
    if (removed.isPresent()) {
      StoredTypes.save(connection, removed.get());
    }
  }

  /**
   * The stored type disabled; empty if its value is still listed, or its definition is not given.
   *
   * @param given the definitions that are applied
   */
  static Optional<DocumentType> disabled(DocumentType stored, Catalogue given) {
    if (!stored.enabled()
        || stored.http() == null
        || stored.http().partition() == null
        || given.find(stored.name()).isPresent()) {
      return Optional.empty();
    }
    String name = stored.name();
    String definition = name.substring(0, name.indexOf(Partition.SEPARATOR));
    return given.named(definition).isEmpty() ? Optional.empty() : disabled(stored);
  }

  private static Optional<DocumentType> disabled(DocumentType stored) {
    String yaml = ENABLED.matcher(stored.yaml()).replaceAll("").stripTrailing();
    try {
      return DefinitionParser.parseAll(yaml + "\nenabled: false\n", stored.name()).stream()
          .filter(type -> type.name().equals(stored.name()))
          .flatMap(type -> type.imported().stream())
          .map(type -> type.in(stored.layout()))
          .findFirst();
    } catch (InvalidDefinitionException _) {
      return Optional.empty(); // one mapping in braces, to which no line can be added
    }
  }
}
