package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.schema.Schema;
import dev.millrace.worker.TestDatabase;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A value that a definition no longer lists. */
final class RemovedValueTest {

  private static final String BOTH =
      """
      type: Items
      enabled: true
      source:
        url: https://api.example.org/items
        window: { from: since, to: until, as: iso }
        documents: ''
        id: /id
        timestamp: /at
        for: { repo: [a, b] }
      columns: { a: { from: /data/a } }
      """;

  private static final String ONE = BOTH.replace("[a, b]", "[a]");

  @AutoClose private final TestDatabase test = new TestDatabase(BOTH);
  @AutoClose private final Database database = test.open(1);
  private final StoredTypes stored = new StoredTypes(database);

  private void apply(String yaml) {
    new Schema(database).apply(Catalogue.of(DefinitionParser.parseAll(yaml, "Items.yaml")));
  }

  private DocumentType type(String name) {
    return stored.imported(name).orElseThrow();
  }

  @Test
  void is_no_longer_planned_until_it_is_listed_again() {
    assertThat(type("Items@b").enabled()).isTrue();

    apply(ONE);

    assertThat(type("Items@a").enabled()).isTrue();
    assertThat(type("Items@b").enabled()).isFalse();
    assertThat(type("Items@b").layout().byType()).isTrue();

    apply(BOTH);

    assertThat(type("Items@b").enabled()).isTrue();
  }

  @Test
  void other_definitions_say_nothing_about_it() {
    apply("type: Other\ncolumns: { a: { from: /data/a } }\n");

    assertThat(type("Items@b").enabled()).isTrue();
  }
}
