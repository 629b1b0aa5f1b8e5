package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Writes.document;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.schema.Schema;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.mapping.Mappers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Several types in one table, whose documents may even have the same ids. */
final class SharedTableTest {

  private static final String LIKES =
      "type: Like\ntable: Reaction\naccept: /data/n\ncolumns: { n: { from: /data/n, as: integer } }";

  private static final String SHARES =
      """
      type: Share
      table: Reaction
      each: /data/l
      columns:
        n: { from_each: /n, as: integer }
        by: { from: /data/by }
      """;

  private static final String ROWS =
      "SELECT document_type, id, n FROM Reaction ORDER BY document_type, id";

  @AutoClose private final TestDatabase database = new TestDatabase(2);
  private final Writes writes = new Writes(database, Mappers.PLAIN);

  @Test
  void what_happens_to_one_type_never_touches_the_rows_of_another() {
    apply(LIKES, SHARES);
    DocumentType like = type("Like");
    DocumentType share = type("Share");
    writes.write(like, document("a", "{'n':1}"), document("a#0", "{'n':2}"));
    writes.write(share, document("a", "{'l':[{'n':3},{'n':4}],'by':'me'}"));
    List<String> all = List.of("Like a 1", "Like a#0 2", "Share a#0 3", "Share a#1 4");
    assertThat(database.rows(ROWS)).isEqualTo(all);
    assertThat(counts()).containsExactly("Like 2", "Share 2");

    writes.write(share, document("a", "{'l':[{'n':5}]}"));
    assertThat(database.rows(ROWS)).containsExactly("Like a 1", "Like a#0 2", "Share a#0 5");

    writes.write(like, document("a", "{}"), document("a#0", "{'n':'many'}"));
    assertThat(database.rows(ROWS)).containsExactly("Share a#0 5");

    writes.write(share, document("a", "{'l':7}"));
    assertThat(database.rows(ROWS)).isEmpty();
    assertThat(counts()).containsExactly("Like 0", "Share 0");
  }

  @Test
  void a_table_that_comes_to_be_shared_keeps_its_rows_and_whose_they_are() {
    apply(LIKES);
    DocumentType alone = type("Like");
    writes.write(alone, document("a", "{'n':1}"), document("b", "{'n':2}"));

    List<String> statements = apply(SHARES);

    assertThat(statements).anyMatch(sql -> sql.contains("ADD PRIMARY KEY (id, document_type)"));
    assertThat(type("Like").layout()).isEqualTo(type("Share").layout());
    assertThat(database.rows(ROWS)).containsExactly("Like a 1", "Like b 2");
    writes.write(type("Share"), document("a", "{'l':[{'n':3}]}"));
    writes.write(type("Like"), document("a", "{'n':7}"));
    assertThat(database.rows(ROWS)).containsExactly("Like a 7", "Like b 2", "Share a#0 3");
    assertThat(database.rows("SELECT type, id FROM AllEvents ORDER BY type, id"))
        .containsExactly("Like a", "Like b", "Share a#0");
  }

  @Test
  void type_that_is_alone_again_continues_as_before() {
    apply(LIKES, SHARES);

    apply(LIKES, SHARES.replace("table: Reaction", "table: Elsewhere"));

    assertThat(type("Like").layout().byType()).isTrue();
    assertThat(type("Share").layout().byType()).isFalse();
    writes.write(type("Like"), document("a", "{'n':1}"));
    writes.write(type("Share"), document("a", "{'l':[{'n':1}]}"));
    assertThat(database.rows(ROWS)).containsExactly("Like a 1");
  }

  @Test
  void rows_of_an_unknown_type_are_not_assigned() {
    apply(LIKES);
    writes.write(type("Like"), document("a", "{'n':1}"));
    database.run("DELETE FROM millrace_type");

    assertThat(new Schema(database.database()).plan(catalogue(LIKES, SHARES)).refusals())
        .singleElement()
        .asString()
        .startsWith(
            "cannot determine which document type the existing rows of Reaction belong to;"
                + " to do it anyway")
        .contains("DEFAULT 'Like', DROP PRIMARY KEY");
  }

  private List<String> apply(String... definitions) {
    return new Schema(database.database()).apply(catalogue(definitions));
  }

  private static Catalogue catalogue(String... definitions) {
    return Catalogue.of(
        Stream.of(definitions).map(yaml -> DefinitionParser.parse(yaml, "test.yaml")).toList());
  }

  private DocumentType type(String name) {
    return new StoredTypes(database.database()).imported(name).orElseThrow();
  }

  private List<String> counts() {
    return database.rows("SELECT type, actual_count FROM EventCount ORDER BY type");
  }
}
