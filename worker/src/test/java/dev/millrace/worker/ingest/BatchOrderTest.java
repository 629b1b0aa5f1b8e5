package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Shorthand.batch;
import static dev.millrace.worker.ingest.Shorthand.documents;
import static dev.millrace.worker.ingest.Shorthand.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Counts;
import dev.millrace.time.Bucket;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable.Stored;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All orders of up to four documents of one id, over everything that may be stored before. */
final class BatchOrderTest {

  private static final List<String> DOCUMENTS =
      List.of("a=1@1", "a=2@1", "a=1@7", "a[x=1@1,y=1@7]", "a[]", "a~", "a!");

  @ParameterizedTest
  @ValueSource(strings = {"", "a=1@1", "a=1@7", "a=2@1", "a[x=1@1,z=1@7]"})
  void one_batch_has_the_effect_that_its_documents_have_one_by_one(String before) {
    orders()
        .forEach(
            order -> {
              State together = new State(before);
              State oneByOne = new State(before);

              together.apply(documents(String.join(" ", order)));
              order.forEach(document -> oneByOne.apply(documents(document)));

              assertThat(together.toString()).as("%s", order).isEqualTo(oneByOne.toString());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=1@1", "a=1@7", "a=2@1", "a[x=1@1,z=1@7]"})
  void counts_change_by_the_events_that_enter_and_leave_their_buckets(String stored) {
    orders()
        .forEach(
            order -> {
              State state = new State(stored);
              Map<Bucket, Long> expected = new TreeMap<>();
              state.moments().values().forEach(lost -> add(expected, lost, -1));

              Batch batch = state.apply(documents(String.join(" ", order)));

              state.moments().values().forEach(there -> add(expected, there, 1));
              expected.values().removeIf(change -> change == 0);
              assertThat(batch.countChanges()).as("%s", order).isEqualTo(expected);
            });
  }

  private static void add(Map<Bucket, Long> changes, Instant moment, long change) {
    changes.merge(Bucket.of(moment), change, Long::sum);
  }

  private static Stream<List<String>> orders() {
    return Stream.of(1, 2, 3, 4).flatMap(BatchOrderTest::orders);
  }

  private static Stream<List<String>> orders(int length) {
    return length == 0
        ? Stream.of(List.of())
        : orders(length - 1)
            .flatMap(
                order ->
                    DOCUMENTS.stream()
                        .map(next -> Stream.concat(order.stream(), Stream.of(next)).toList()));
  }

  /** Rows and rejections as the database would hold them. */
  private static final class State {

    private final Map<DocumentId, Map<DocumentId, Stored>> rows = new TreeMap<>();
    private final Set<DocumentId> rejected = new TreeSet<>();
    private Counts counts = Counts.NONE;

    State(String before) {
      stored(before).forEach((document, stored) -> rows.put(document, new TreeMap<>(stored)));
    }

    Batch apply(List<FetchedDocument> documents) {
      Batch batch = batch(copy(), documents);
      rows.values().forEach(stored -> stored.keySet().removeAll(batch.deletes()));
      for (Row row : batch.upserts()) {
        rows.computeIfAbsent(row.document(), _ -> new TreeMap<>())
            .put(row.id(), new Stored(row.contentHash(), row.occurredAt(), row.timestamp()));
      }
      rows.values().removeIf(Map::isEmpty);
      rejected.removeAll(batch.accountedFor());
      rejected.addAll(batch.rejected().keySet());
      counts = counts.plus(batch.counts());
      return batch;
    }

    private Map<DocumentId, Map<DocumentId, Stored>> copy() {
      Map<DocumentId, Map<DocumentId, Stored>> copy = new HashMap<>();
      rows.forEach((document, stored) -> copy.put(document, new HashMap<>(stored)));
      return copy;
    }

    Map<DocumentId, Instant> moments() {
      Map<DocumentId, Instant> moments = new TreeMap<>();
      rows.values()
          .forEach(
              stored -> stored.forEach((row, newest) -> moments.put(row, newest.occurredAt())));
      return moments;
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(rows, rejected, counts);
    }
  }
}
