package dev.millrace.plan;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import java.util.Arrays;

/** Definitions for tests. */
final class Types {

  private Types() {}

  /**
   * @param more further lines of the definition, such as {@code since: 2024-06-10}
   */
  static DocumentType type(String name, String... more) {
    String yaml =
        "type: %s\n%s\ncolumns: { a: { from: /data/a } }".formatted(name, String.join("\n", more));
    return DefinitionParser.parse(yaml, name);
  }

  static Catalogue catalogue(CountedType... types) {
    return Catalogue.of(Arrays.asList(types));
  }
}
