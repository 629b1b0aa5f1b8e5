package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.TestDatabase;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchWriterTest {

  @AutoClose private final TestDatabase database = new TestDatabase(1, TestDatabase.THINGS);
  private final Things things = new Things(database);

  @Test
  void new_documents_become_rows_and_are_counted() {
    Counts counts = things.write("a hammer 3 0", "b nail 1 299999", "c saw 2 300000");

    assertThat(counts).isEqualTo(new Counts(3, 3, 0, 0, 0, 0));
    assertThat(things.rows()).containsExactly("a hammer 3 0", "b nail 1 299999", "c saw 2 300000");
    assertThat(things.takeChanges()).containsExactly("0 2", "300 1");
  }

  @Test
  void the_same_documents_again_change_nothing_and_no_count() {
    things.write("a hammer 3 0", "b nail 1 299999");
    things.takeChanges();

    Counts again = things.write("a hammer 3 0", "b nail 1 299999");

    assertThat(again).isEqualTo(new Counts(2, 0, 0, 2, 0, 0));
    assertThat(things.takeChanges()).isEmpty();
    assertThat(database.rows("SELECT DISTINCT written_by FROM Thing"))
        .as("the attempt that wrote them stays")
        .hasSize(1)
        .isNotEqualTo(database.rows("SELECT MAX(number) FROM millrace_attempt"));
  }

  @Test
  void a_document_that_has_changed_replaces_its_row_and_moves_to_the_count_of_its_new_bucket() {
    things.write("a hammer 3 0", "b nail 1 0", "c saw 1 0");
    things.takeChanges();

    Counts counts = things.write("a hammer 4 0", "b nail 1 900000", "c saw 1 0");

    assertThat(counts).isEqualTo(new Counts(3, 0, 2, 1, 0, 0));
    assertThat(things.rows()).containsExactly("a hammer 4 0", "b nail 1 900000", "c saw 1 0");
    assertThat(things.takeChanges()).containsExactly("0 -1", "900 1");
  }

  @Test
  void a_document_that_is_filtered_later_loses_its_row_and_is_no_longer_counted() {
    things.write("a hammer 3 300000", "b nail 1 300000");
    things.takeChanges();

    Counts counts = things.write("a - 3 300000", "x - 3 0");

    assertThat(counts).isEqualTo(new Counts(2, 0, 0, 0, 2, 0));
    assertThat(things.rows()).containsExactly("b nail 1 300000");
    assertThat(things.takeChanges()).containsExactly("300 -1");
  }

  @Test
  void a_document_that_is_rejected_later_loses_its_row_and_is_kept_with_its_reason() {
    things.write("a hammer 3 300000");
    things.takeChanges();

    Counts counts = things.write("a hammer - 300000");

    assertThat(counts).isEqualTo(new Counts(1, 0, 0, 0, 0, 1));
    assertThat(things.rows()).isEmpty();
    assertThat(things.takeChanges()).containsExactly("300 -1");
    assertThat(things.rejected())
        .containsExactly(
            "a BAD_VALUE /data/size %s %s"
                .formatted(database.type("Thing").version(), Things.json("a hammer - 300000")));
  }

  @ParameterizedTest
  @CsvSource({"hammer, 1, 0", "-, 0, 1"})
  void a_rejection_is_forgotten_when_the_document_is_accepted_or_filtered_later(
      String name, long rows, long filtered) {
    things.write("a hammer - 0", "b nail - 0");

    Counts counts = things.write("a %s 3 0".formatted(name));

    assertThat(counts).isEqualTo(new Counts(1, rows, 0, 0, filtered, 0));
    assertThat(things.rows()).hasSize((int) rows);
    assertThat(things.rejected()).singleElement().asString().startsWith("b ");
  }

  @Test
  void a_rejection_within_the_same_attempt_is_forgotten_too() {
    Attempt attempt = things.claim();
    BatchWriter writer = things.writer(attempt);

    writer.write(things.fetched("a hammer - 0"));
    writer.write(things.fetched("a hammer 3 0"));

    assertThat(things.rejected()).isEmpty();
    assertThat(things.rows()).containsExactly("a hammer 3 0");
  }

  @Test
  void a_document_that_stays_rejected_keeps_the_newest_reason_and_when_it_was_first_seen() {
    things.write("a hammer - 0");
    database.run(
        "UPDATE millrace_rejected SET first_seen = '2020-01-01', last_seen = '2020-01-01'");

    things.write("a nail - 0");

    assertThat(things.rejected()).singleElement().asString().endsWith(Things.json("a nail - 0"));
    assertThat(
            database.number(
                """
                SELECT COUNT(*) FROM millrace_rejected
                WHERE first_seen = '2020-01-01' AND last_seen > NOW() - INTERVAL 1 HOUR"""))
        .isEqualTo(1);
  }

  @Test
  void ids_that_differ_in_case_or_trailing_space_stay_apart() {
    things.write("abcQ== hammer 1 0", "abcq== nail 2 0", "abcq==_ saw 3 0");

    assertThat(things.rows())
        .containsExactly("abcQ== hammer 1 0", "abcq== nail 2 0", "abcq==  saw 3 0");
  }

  @Test
  void counts_are_added_to_the_attempt() {
    Attempt attempt = things.claim();
    BatchWriter writer = things.writer(attempt);

    writer.write(things.fetched("a hammer 1 0", "b - 1 0", "c nail - 0"));
    writer.write(things.fetched("a hammer 1 0", "a hammer 2 0"));

    assertThat(
            database.rows(
                """
                SELECT fetched, inserted, updated, unchanged, filtered, rejected
                FROM millrace_attempt"""))
        .containsExactly("5 1 1 1 1 1");
  }

  @Test
  void a_batch_takes_the_same_few_statements_however_many_documents_it_holds() {
    things.write(documents(0, 1000, "hammer"));
    things.write("rejected hammer - 0");

    long of10 = statements(documents(1000, 10, "-"));
    long of1000 = statements(documents(2000, 1000, "-"));

    // the fence, what is there, upsert, delete, marks, whether there are rejects, rejects forgotten
    // and kept, count, commit
    assertThat(of1000).isEqualTo(of10).isEqualTo(12);
  }

  /** Of each class some, by the last digit; the second thousand is about the first one's ids. */
  private static String[] documents(int first, int count, String filtered) {
    return IntStream.range(first, first + count)
        .mapToObj(
            i ->
                switch (i % 5) {
                  case 0 -> "new%d hammer 1 %d".formatted(i, i * 1000);
                  case 1 -> "%d %s 1 0".formatted(i % 1000, filtered);
                  case 2 -> "%d hammer - 0".formatted(i);
                  case 3 -> "%d hammer %d 0".formatted(i % 1000, i);
                  default -> "%d hammer 1 0".formatted(i % 1000);
                })
        .toArray(String[]::new);
  }

  private long statements(String... documents) {
    Attempt attempt = things.claim();
    BatchWriter writer = things.writer(attempt);
    long before = asked();
    writer.write(things.fetched(documents));
    long after = asked();
    things.finish(attempt);
    return after - before - 2; // what asking takes itself: SHOW and its commit
  }

  private long asked() {
    String[] words =
        database.rows("SHOW SESSION STATUS LIKE 'Questions'").getFirst().split(" ", -1);
    return Long.parseLong(words[1]);
  }
}
