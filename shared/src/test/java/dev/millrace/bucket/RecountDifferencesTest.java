package dev.millrace.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.Recount.Difference;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RecountDifferencesTest {

  @RegisterExtension private static final Clicks clicks = new Clicks();
  private final Recount recount = new Recount(clicks.database(), () -> 0);

  @Test
  void only_differing_buckets_are_marked_and_not_twice() {
    clicks.click("2026-03-29 12:00:00", "2026-03-29 12:05:00", "2026-03-29 12:10:00");
    clicks.count("2026-03-29 12:00:00", 1);
    clicks.count("2026-03-29 12:05:00", 2);
    clicks.count("2026-03-29 12:15:00", 1);
    clicks.count("2026-03-29 12:20:00", 0);
    clicks.update("INSERT INTO EventCount VALUES ('2026-03-29 12:25:00', 'Other', 7, NOW(3))");

    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isEqualTo(3);
    assertThat(clicks.marks())
        .containsExactly(clicks.bucket("12:05"), clicks.bucket("12:10"), clicks.bucket("12:15"));
    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isZero();
  }

  @Test
  void differences_are_named_with_both_numbers() {
    clicks.click("2026-03-29 12:00:00", "2026-03-29 12:00:00", "2026-03-28 12:00:00");
    clicks.count("2026-03-29 12:00:00", 1);
    clicks.count("2026-03-29 13:00:00", 4);
    clicks.update(
        "INSERT INTO millrace_stale_bucket VALUES (NULL, 'Click', %d, NOW(3))"
            .formatted(clicks.bucket("13:00")));
    List<List<Difference>> days = new ArrayList<>();

    recount.differences(Clicks.TYPE, CountedTable.ALL, days::add);

    assertThat(days)
        .containsExactly(
            List.of(
                new Difference(new Bucket(clicks.bucket("12:00")), 1, 2, false),
                new Difference(new Bucket(clicks.bucket("13:00")), 4, 0, true)),
            List.of(new Difference(new Bucket(clicks.bucket("12:00") - 86_400), 0, 1, false)));
  }

  /** Writers of the table and comparisons must not wait for each other. */
  @Test
  void comparing_and_writing_do_not_wait_for_each_other() throws Exception {
    clicks.click("2026-03-29 12:00:00");
    clicks.count("2026-03-29 13:00:00", 1);
    try (Connection writer = clicks.connect()) {
      writer.setAutoCommit(false);
      Sql.update(writer, "UPDATE clicks SET bucket = '2026-03-29 12:05:00'");
      Sql.update(writer, "UPDATE EventCount SET actual_count = 0");
      Sql.update(writer, "INSERT INTO millrace_stale_bucket VALUES (NULL, 'Click', 0, NOW(3))");

      assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isEqualTo(2);

      writer.commit();
    }
    assertThat(recount.markDifferent(Clicks.TYPE, CountedTable.ALL)).isEqualTo(1);
    assertThat(clicks.marks())
        .containsExactly(
            0L, clicks.bucket("12:00"), clicks.bucket("12:05"), clicks.bucket("13:00"));
  }
}
