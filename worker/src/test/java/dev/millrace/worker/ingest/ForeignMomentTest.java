package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.BucketRefresher;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Rows whose moments are changed by others than the import that wrote them. */
final class ForeignMomentTest {

  @AutoClose private final TestDatabase database = new TestDatabase(2, TestDatabase.THINGS);
  private final Things things = new Things(database);

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
        .refresh(database.type("Thing"), Duration.ofMinutes(1));
  }
}
