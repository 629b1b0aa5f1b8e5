package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Writes.hammer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.mapping.Mappers;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A source that moves an id from one span to another: two slices, which do not overlap, import it
 * at the same moment with different times. The buckets of all three moments must be right in the
 * end.
 */
final class MovedIdTest {

  private static final String COUNTED_AT_5 =
      "INSERT INTO EventCount VALUES ('1970-01-01 00:05', 'Thing', 1, NOW(3))";

  @AutoClose private final TestDatabase database = new TestDatabase(4, TestDatabase.THINGS);
  private final DocumentType thing = database.type("Thing");
  private final Writes writes = new Writes(database, Mappers.PLAIN);

  /**
   * Another slice has moved a from minute 0 to minute 5, where it is counted, and we move it on.
   */
  @Test
  void a_row_that_another_slice_is_moving_is_waited_for() throws Exception {
    writes.write(thing, hammer("a", 0));
    refresh();
    try (Connection other = database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestDatabase.run(other, "UPDATE Thing SET occurred_at = '1970-01-01 00:05' WHERE id = 'a'");
      TestDatabase.run(other, "UPDATE EventCount SET actual_count = 0");
      TestDatabase.run(other, COUNTED_AT_5);

      Future<Counts> ours = threads.submit(() -> writes.write(thing, hammer("a", 600_000)));
      database.awaitLockWait();
      other.commit();
      ours.get();
    }

    refresh();

    assertThat(counts()).containsExactly("600 1");
  }

  /** The same, but a is new, and the other one is faster between our look at it and our insert. */
  @Test
  void a_row_that_another_slice_has_just_inserted_is_moved_like_any_other() throws Exception {
    writes.write(thing, hammer("b", 600_000));
    refresh();
    try (Connection other = database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TestDatabase.run(other, "UPDATE Thing SET size = 2 WHERE id = 'b'");

      Future<Counts> ours =
          threads.submit(() -> writes.write(thing, hammer("a", 600_000), hammer("b", 600_000)));
      database.awaitLockWait();
      TestDatabase.run(
          other,
          """
          INSERT INTO Thing (id, timestamp, occurred_at, content_hash, written_by, written_at)
          VALUES ('a', 1, '1970-01-01 00:05', REPEAT('0', 16), 1, NOW(3))""");
      TestDatabase.run(other, COUNTED_AT_5);
      other.commit();

      assertThat(ours.get()).isEqualTo(new Counts(2, 0, 1, 1, 0, 0));
    }

    refresh();

    assertThat(counts()).containsExactly("600 2");
  }

  private void refresh() throws InterruptedException {
    new BucketRefresher(database.database(), System::nanoTime)
        .refresh(thing, Duration.ofMinutes(1));
  }

  private List<String> counts() {
    return database.rows(
        """
        SELECT TIMESTAMPDIFF(SECOND, '1970-01-01', dt_bucket), actual_count FROM EventCount
        WHERE actual_count <> 0 ORDER BY dt_bucket""");
  }
}
