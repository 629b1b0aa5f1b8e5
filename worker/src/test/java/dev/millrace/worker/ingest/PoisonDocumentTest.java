package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Counts;
import dev.millrace.worker.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that pass the mapping but not the server, here since somebody narrowed a column. */
final class PoisonDocumentTest {

  @AutoClose private final TestDatabase database = new TestDatabase(1, TestDatabase.THINGS);
  private final Things things = new Things(database);

  @BeforeEach
  void narrow() {
    database.run("ALTER TABLE Thing MODIFY name VARCHAR(6) NULL");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 99})
  void a_poison_document_is_rejected_alone_wherever_it_is(int place) {
    String[] documents =
        IntStream.range(0, 100)
            .mapToObj(i -> (i == place ? "%02d screwdriver 1 0" : "%02d hammer 1 0").formatted(i))
            .toArray(String[]::new);

    Counts counts = things.write(documents);

    assertThat(counts).isEqualTo(new Counts(100, 99, 0, 0, 0, 1));
    assertThat(things.rows()).hasSize(99).noneMatch(row -> row.contains("screwdriver"));
    assertThat(things.rejected())
        .singleElement()
        .asString()
        .startsWith("%02d BAD_VALUE ".formatted(place))
        .endsWith(Things.json(documents[place]));
    assertThat(database.rows("SELECT message FROM millrace_rejected"))
        .singleElement()
        .asString()
        .contains("the database refuses a value", "name");
    assertThat(database.rows("SELECT fetched, inserted, rejected FROM millrace_attempt"))
        .as("what was rolled back on the way is not counted")
        .containsExactly("100 99 1");
  }

  @Test
  void a_batch_of_nothing_but_poison_ends() {
    Counts counts = things.write("a screwdriver 1 0", "b wheelbarrow 1 0", "c chainsaw 1 0");

    assertThat(counts).isEqualTo(new Counts(3, 0, 0, 0, 0, 3));
    assertThat(things.rows()).isEmpty();
    assertThat(things.rejected()).hasSize(3);
  }

  @Test
  void a_stored_document_that_turns_to_poison_loses_its_row() {
    things.write("a hammer 1 0", "b nail 1 0");
    things.takeChanges();

    things.write("a screwdriver 1 0", "b nail 2 0");

    assertThat(things.rows()).containsExactly("b nail 2 0");
    assertThat(things.takeChanges()).containsExactly("0 -1");
  }

  @Test
  void documents_of_one_id_keep_their_order_when_the_batch_is_halved() {
    Counts counts =
        things.write("a hammer 1 0", "a hammer 2 0", "x screwdriver 1 0", "a hammer 3 0");

    assertThat(counts).isEqualTo(new Counts(4, 1, 2, 0, 0, 1));
    assertThat(things.rows()).containsExactly("a hammer 3 0");
  }

  @Test
  void other_refusals_are_found_as_well() {
    database.run("ALTER TABLE Thing MODIFY size TINYINT NULL");

    things.write("a hammer 127 0", "b hammer 128 0");

    assertThat(things.rows()).containsExactly("a hammer 127 0");
    assertThat(things.rejected()).singleElement().asString().startsWith("b BAD_VALUE ");
  }

  @Test
  void it_is_stored_once_the_column_is_wide_enough() {
    things.write("a screwdriver 1 0");
    database.run("ALTER TABLE Thing MODIFY name VARCHAR(100) NULL");

    Counts counts = things.write("a screwdriver 1 0");

    assertThat(counts).isEqualTo(new Counts(1, 1, 0, 0, 0, 0));
    assertThat(things.rejected()).isEqualTo(List.of());
  }
}
