package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Shorthand.batch;
import static dev.millrace.worker.ingest.Shorthand.changes;
import static dev.millrace.worker.ingest.Shorthand.documents;
import static dev.millrace.worker.ingest.Shorthand.stored;
import static dev.millrace.worker.ingest.Shorthand.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Counts;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable.Stored;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      nullValues = "-",
      value = {
        // before | documents       | counts          | upserts  | deletes | rejected | changes
        "''       | a=1@12          | 1 new           | a=1@12   | ''      | ''       | 10+1",
        "a=1@12   | a=1@12          | 1 same          | ''       | ''      | ''       | ''",
        "a=1@12   | a=2@12          | 1 changed       | a=2@12   | ''      | ''       | ''",
        "a=1@12   | a=2@14          | 1 changed       | a=2@14   | ''      | ''       | ''",
        "a=1@12   | a=2@15          | 1 changed       | a=2@15   | ''      | ''       | 10-1 15+1",
        "a=1@12   | a=2@7           | 1 changed       | a=2@7    | ''      | ''       | 5+1 10-1",
        "''       | a~              | 1 filtered      | ''       | ''      | ''       | ''",
        "a=1@12   | a~              | 1 filtered      | ''       | a       | ''       | 10-1",
        "''       | a!              | 1 rejected      | ''       | ''      | a        | ''",
        "a=1@12   | a!              | 1 rejected      | ''       | a       | a        | 10-1",
        // several with one id: the last one wins, each is counted
        "''       | a=1@1 a=1@1     | 1 new 1 same    | a=1@1    | ''      | ''       | 0+1",
        "''       | a=1@1 a=2@7     | 1 new 1 changed | a=2@7    | ''      | ''       | 5+1",
        "a=1@1    | a=2@7 a=1@1     | 2 changed       | ''       | ''      | ''       | ''",
        "''       | a=1@1 a~        | 1 new 1 filtered     | ''  | ''      | ''       | ''",
        "''       | a~ a=1@1        | 1 new 1 filtered     | a=1@1 | ''    | ''       | 0+1",
        "''       | a! a=1@1        | 1 new 1 rejected     | a=1@1 | ''    | ''       | 0+1",
        "''       | a=1@1 a!        | 1 new 1 rejected     | ''  | ''      | a        | ''",
        "''       | a! a~           | 1 filtered 1 rejected | '' | ''      | ''       | ''",
        "a=1@1    | a~ a=1@1        | 1 new 1 filtered     | ''    | ''    | ''       | ''",
        "a=1@1    | a! a=2@1        | 1 new 1 rejected     | a=2@1 | ''    | ''       | ''",
        "a=1@1    | a=2@7 a~        | 1 changed 1 filtered | ''  | a       | ''       | 0-1",
        // several ids, in the order of the key whatever the order of the documents
        "b=1@1    | c=1@1 b! a=1@1  | 2 new 1 rejected     | a=1@1 c=1@1 | b | b     | 0+1",
        "a=1@1 b=1@7 | b~ a~        | 2 filtered           | ''  | a b     | ''       | 0-1 5-1",
        "''       | b! a!           | 2 rejected           | ''  | ''      | a b      | ''",
        // documents with many rows
        "''       | a[]             | 1 same          | ''       | ''      | ''       | ''",
        "''       | a[x=1@1,y=1@7]  | 1 new           | ax=1@1 ay=1@7 | '' | ''       | 0+1 5+1",
        "a[x=1@1,y=1@7] | a[x=1@1,y=1@7] | 1 same     | ''       | ''      | ''       | ''",
        "a[x=1@1,y=1@7] | a[x=1@1]       | 1 changed  | ''       | ay      | ''       | 5-1",
        "a[x=1@1,y=1@7] | a[y=2@7,z=1@9] | 1 changed  | ay=2@7 az=1@9 | ax | ''       | 0-1 5+1",
        "a[x=1@1,y=1@7] | a[]            | 1 changed  | ''       | ax ay   | ''       | 0-1 5-1",
        "a[x=1@1,y=1@7] | a~             | 1 filtered | ''       | ax ay   | ''       | 0-1 5-1",
        "a[x=1@1,y=1@7] | a!             | 1 rejected | ''       | ax ay   | a        | 0-1 5-1",
        "a[x=1@1,y=1@7] | a! a[y=1@7]    | 1 new 1 rejected | '' | ax      | ''       | 0-1",
        "a[x=1@1]  | a[x=1@7] a[]   | 2 changed       | ''       | ax      | ''       | 0-1",
        "a=1@1    | a[x=1@1]        | 1 changed       | ax=1@1   | a       | ''       | ''",
      })
  void a_batch_is_sorted_into_classes(
      String before,
      String documents,
      String counts,
      String upserts,
      String deletes,
      String rejected,
      String changes) {
    Batch batch = batch(stored(before), documents(documents));

    assertThat(text(batch.counts())).isEqualTo(counts);
    assertThat(text(batch.upserts())).isEqualTo(upserts);
    assertThat(text(batch.deletes())).isEqualTo(deletes);
    assertThat(text(batch.rejected().keySet())).isEqualTo(rejected);
    assertThat(changes(batch)).isEqualTo(changes);
  }

  @Test
  void an_older_rejection_is_void_when_the_last_document_was_accepted_or_filtered() {
    assertThat(text(batch(Map.of(), documents("a! a=1@1 b=1@1 b! c~ d! d~")).accountedFor()))
        .isEqualTo("a c d");
  }

  @Test
  void the_newest_rejection_is_kept() {
    List<FetchedDocument> documents = documents("a! a!");

    assertThat(batch(Map.of(), documents).rejected().get(DocumentId.of("a")))
        .isSameAs(documents.getLast());
  }

  private static final DocumentId ID = DocumentId.of("a");

  private static Row row(long timestamp, String value) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(value);
    return Row.of(ID, ID, "v", timestamp, Instant.ofEpochSecond(timestamp), values);
  }

  private static FetchedDocument document(Row row) {
    return new FetchedDocument(new Accepted(ID, List.of(row)), new byte[0]);
  }

  private static Batch over(Row stored, boolean newestWins) {
    return new Batch(
        Map.of(
            ID,
            Map.of(ID, new Stored(stored.contentHash(), stored.occurredAt(), stored.timestamp()))),
        newestWins);
  }

  @Test
  void an_earlier_version_does_not_replace_a_later_one() {
    Batch batch = over(row(200, "new"), true);

    assertThat(batch.add(document(row(100, "old")))).isEqualTo(new Counts(1, 0, 0, 1, 0, 0));
    assertThat(batch.upserts()).isEmpty();
    assertThat(batch.deletes()).isEmpty();
    assertThat(batch.upserts()).isEmpty();
  }

  @Test
  void a_later_version_replaces_an_earlier_one_also_in_the_same_batch() {
    Batch batch = over(row(100, "old"), true);

    batch.add(document(row(300, "newest")));
    batch.add(document(row(200, "new")));

    assertThat(batch.upserts()).containsExactly(row(300, "newest"));
    assertThat(batch.counts()).isEqualTo(new Counts(2, 0, 1, 1, 0, 0));
  }

  @Test
  void the_newest_fetch_wins_where_moments_stay() {
    Batch batch = over(row(200, "new"), false);

    batch.add(document(row(100, "corrected")));

    assertThat(batch.upserts()).containsExactly(row(100, "corrected"));
  }

  @Test
  void a_document_outside_of_the_window_is_counted_and_changes_nothing() {
    Batch batch = over(row(200, "new"), false);

    Counts counts = batch.add(new FetchedDocument(new Outside(ID), new byte[0]));

    assertThat(counts).isEqualTo(new Counts(1, 0, 0, 0, 0, 0, 1));
    assertThat(batch.upserts()).isEmpty();
    assertThat(batch.deletes()).isEmpty();
    assertThat(Batch.ids(List.of(new FetchedDocument(new Outside(ID), new byte[0])))).isEmpty();
  }
}
