package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Writes.document;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.Counts;
import dev.millrace.schema.Schema;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.mapping.Mappers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A document whose array becomes rows, in the table. */
final class ManyRowsTest {

  private static final String DAYS =
      """
      type: Days
      accept: /data/days
      each: { from: /data/days, key: /d }
      occurred_at: { from_each: /d, unit: s }
      columns:
        n: { from_each: /n, as: integer }
      """;

  @AutoClose private final TestDatabase database = new TestDatabase(1, DAYS);
  private final DocumentType days = database.type("Days");
  private final Writes writes = new Writes(database, Mappers.PLAIN);

  @Test
  void rows_that_a_newer_version_no_longer_has_go_and_are_no_longer_counted() {
    write(document("a", "{'days':[{'d':0,'n':1},{'d':300,'n':2},{'d':600,'n':3}]}"));
    writes.takeChanges();

    Counts counts = write(document("a", "{'days':[{'d':900,'n':9},{'d':300,'n':4}]}"));

    assertThat(counts).isEqualTo(new Counts(1, 0, 1, 0, 0, 0));
    assertThat(rows()).containsExactly("a 300 4", "a 900 9");
    assertThat(writes.takeChanges()).containsExactly("Days 0 -1", "Days 600 -1", "Days 900 1");
  }

  @Test
  void rows_go_when_the_document_has_no_elements_any_more_or_is_filtered_or_rejected() {
    for (String later : List.of("{'days':[]}", "{'days':null}", "{'days':[{'d':0,'n':'x'}]}")) {
      write(document("a", "{'days':[{'d':0,'n':1},{'d':300,'n':2}]}"));
      writes.takeChanges();

      write(document("a", later), document("b", "{'days':[{'d':0,'n':1}]}"));

      assertThat(rows()).as(later).containsExactly("b 0 1");
      assertThat(writes.takeChanges()).containsExactly("Days 300 -1");
      write(document("b", "{'days':[]}"));
    }
  }

  @Test
  void the_same_document_again_changes_nothing() {
    write(document("a", "{'days':[{'d':0,'n':1},{'d':300,'n':2}]}"));
    writes.takeChanges();

    Counts counts =
        write(
            document("a", "{'days':[{'d':300,'n':2},{'d':0,'n':1}]}"),
            document("none", "{'days':[]}"));

    assertThat(counts).isEqualTo(new Counts(2, 0, 0, 2, 0, 0));
    assertThat(writes.takeChanges()).isEmpty();
  }

  @Test
  void as_many_rows_as_a_document_may_have_are_written_and_deleted() {
    String most =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "{'d':%d,'n':%d}".formatted(i, i))
            .collect(Collectors.joining(",", "{'days':[", "]}"));

    write(document("a", most));
    long written = database.number("SELECT COUNT(*) FROM Days");
    write(document("a", "{'days':[{'d':5000,'n':5000}]}"));

    assertThat(written).isEqualTo(10_000);
    assertThat(rows()).containsExactly("a 5000 5000");
  }

  /** As many megabytes as no statement may have: the server takes 64. */
  @Test
  void a_large_value_of_the_document_may_stand_in_each_of_its_rows() {
    DocumentType notes =
        apply("type: Day\neach: /data/l\ncolumns: { n: { from: /data/n, length: 4000000 } }");
    String note = "\\\\".repeat(3_900_000);
    String document =
        "{\"id\":\"a\",\"timestamp\":1,\"data\":{\"n\":\"%s\",\"l\":[1,2,3,4,5,6,7,8,9]}}"
            .formatted(note);

    Counts counts = writes.write(notes, document);

    assertThat(counts).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
    assertThat(database.rows("SELECT COUNT(*), MIN(LENGTH(n)), MAX(LENGTH(n)) FROM Day"))
        .containsExactly("9 3900000 3900000");
  }

  @Test
  void one_row_becomes_many_and_many_become_one_when_the_definition_changes() {
    DocumentType one = apply("type: Day\ncolumns: { n: { from: /data/n, as: integer } }");
    writes.write(one, document("a", "{'n':7,'l':[1,2]}"), document("b", "{'n':8,'l':[]}"));
    DocumentType many =
        apply("type: Day\neach: /data/l\ncolumns: { n: { from_each: '', as: integer } }");

    writes.write(many, document("a", "{'n':7,'l':[1,2]}"));

    String all = "SELECT id, document_id, n FROM Day ORDER BY id";
    assertThat(database.rows(all)).containsExactly("a#0 a 1", "a#1 a 2", "b null 8");
    writes.write(many, document("b", "{'n':8,'l':[]}"));
    assertThat(database.rows(all)).containsExactly("a#0 a 1", "a#1 a 2");

    DocumentType again = apply("type: Day\ncolumns: { n: { from: /data/n, as: integer } }");
    assertThat(again.layout().byDocument()).as("a table keeps its columns").isTrue();
    writes.write(again, document("a", "{'n':7,'l':[1,2]}"));
    assertThat(database.rows(all)).containsExactly("a null 7");
  }

  private DocumentType apply(String definition) {
    new Schema(database.database())
        .apply(Catalogue.of(List.of(DefinitionParser.parse(definition, "Day.yaml"))));
    return new StoredTypes(database.database()).imported("Day").orElseThrow();
  }

  private Counts write(String... documents) {
    return writes.write(days, documents);
  }

  private List<String> rows() {
    return database.rows(
        """
        SELECT document_id, TIMESTAMPDIFF(SECOND, '1970-01-01', occurred_at), n FROM Days
        ORDER BY document_id, occurred_at""");
  }
}
