package dev.millrace.worker.ingest;

import static dev.millrace.worker.ingest.Writes.hammer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.DatabaseException;
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
 * end. Also rows that other systems, triggers or faults of the counts get in the way of.
 */
final class MovedIdTest {

  private static final String COUNTED_AT_5 =
      "INSERT INTO EventCount VALUES ('1970-01-01 00:05', 'Thing', 1, NOW(3))";

  @AutoClose private final TestDatabase database = new TestDatabase(4, TestDatabase.THINGS);
  private final DocumentType thing = database.type("Thing");
  private final Writes writes = new Writes(database, Mappers.PLAIN);
  private final Things things = new Things(database);

  /**
   * Another slice has moved a from minute 0 to minute 5, where it is counted, and we move it on.
   */
  @Test
  void a_row_that_another_slice_is_moving_is_waited_for() throws Exception {
    writes.write(thing, hammer("a", 0));
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

    assertThat(counts()).containsExactly("600 1");
  }

  /** The same, but a is new, and the other one is faster between our look at it and our insert. */
  @Test
  void a_row_that_another_slice_has_just_inserted_is_moved_like_any_other() throws Exception {
    writes.write(thing, hammer("b", 600_000));
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

    assertThat(counts()).containsExactly("600 2");
  }

  @Test
  void redeliveries_of_a_row_that_another_system_has_moved_let_its_buckets_be_recounted()
      throws Exception {
    things.write("a hammer 1 0", "b nail 1 0");
    database.run("UPDATE Thing SET occurred_at = '1970-01-01 00:05' WHERE id = 'a'");

    for (int i = 0; i < 3; i++) {
      things.write("a hammer 1 0", "b nail 1 0");
    }
    refresh();

    assertThat(things.takeChanges()).containsExactly("0 1", "300 1");
    things.write("a hammer 1 0", "b nail 2 600000");
    refresh();
    assertThat(database.rows("SELECT dt_bucket, actual_count FROM EventCount ORDER BY 1"))
        .as("b is gained and lost, a is counted anew")
        .containsExactly("1970-01-01T00:00 0", "1970-01-01T00:05 1", "1970-01-01T00:10 1");
  }

  @Test
  void a_trigger_that_moves_rows_is_counted_where_it_puts_them_from_the_first_redelivery_on()
      throws Exception {
    database.run(
        "CREATE TRIGGER later BEFORE INSERT ON Thing FOR EACH ROW"
            + " SET NEW.occurred_at = NEW.occurred_at + INTERVAL 1 HOUR");
    things.write("a hammer 1 0");

    things.write("a hammer 1 0");
    things.write("a hammer 1 0");
    refresh();

    assertThat(things.takeChanges()).containsExactly("3600 1");
  }

  @Test
  void a_fault_of_the_counts_rejects_no_document() {
    database.run(
        "CREATE TRIGGER refuses BEFORE INSERT ON EventCount FOR EACH ROW"
            + " SIGNAL SQLSTATE '22003' SET MYSQL_ERRNO = 1264, MESSAGE_TEXT = 'out of range'");

    assertThatThrownBy(() -> things.write("a hammer 1 0")).isInstanceOf(DatabaseException.class);

    assertThat(things.rejected()).isEmpty();
    assertThat(things.rows()).isEmpty();
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
