package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.Calendar;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Sql;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The view EventCountFilled, on the coverage as finished slices leave it. */
final class FilledTest {

  private static final long DAY = 86_400;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Attempts attempts = ledger.attempts("one");

  @BeforeEach
  void reset() {
    ledger.update("DELETE FROM EventCount");
  }

  @Test
  void covered_empty_buckets_are_zero() {
    finish("T", 0, 900);
    count("T", 300, 7);

    assertThat(filled("T"))
        .containsExactly(
            "01 00:00:00 0 300 never", "01 00:05:00 7 300 refreshed", "01 00:10:00 0 300 never");
    assertThat(filled("U")).isEmpty();
  }

  @Test
  void a_bucket_says_how_much_of_it_is_covered() {
    finish("T", 250, 310);
    finish("T", 400, 420);
    finish("T", 599, 600);

    assertThat(filled("T")).containsExactly("01 00:00:00 0 50 never", "01 00:05:00 0 31 never");
  }

  @Test
  void coverage_is_continuous_across_days() {
    finish("T", DAY - 310, DAY + 310);
    finish("T", DAY - 400, DAY - 300);

    assertThat(filled("T"))
        .containsExactly(
            "01 23:50:00 0 100 never",
            "01 23:55:00 0 300 never",
            "02 00:00:00 0 300 never",
            "02 00:05:00 0 10 never");
    assertThat(ledger.coverage("T"))
        .extracting(Coverage.Span::window)
        .containsExactly(new Window(DAY - 400, DAY + 310));
  }

  @Test
  void moments_before_1970_are_covered_too() {
    finish("T", -DAY - 10, -DAY + 20);

    assertThat(filled("T")).containsExactly("30 23:55:00 0 10 never", "31 00:00:00 0 20 never");
  }

  @Test
  void events_outside_the_coverage_are_there() {
    finish("T", 0, 300);
    count("T", 6_000, 3);
    count("U", 6_000, 4);

    assertThat(filled("T")).containsExactly("01 00:00:00 0 300 never", "01 01:40:00 3 0 refreshed");
    assertThat(filled("U")).containsExactly("01 01:40:00 4 0 refreshed");
  }

  @Test
  void coverage_does_not_apply_to_a_type_counted_by_another_moment() {
    define("T", "occurred_at: /data/at");
    define("U", "slice_width: 1h");
    finish("T", 0, 300);
    finish("U", 0, 300);
    count("T", 300, 2);

    assertThat(filled("T"))
        .containsExactly("01 00:00:00 0 unknown never", "01 00:05:00 2 unknown refreshed");
    assertThat(filled("U")).containsExactly("01 00:00:00 0 300 never");
  }

  @Test
  void a_gap_fills_when_it_is_imported() {
    finish("T", 0, 300);
    finish("T", 600, 900);
    finish("U", 0, 900);

    assertThat(filled("T")).containsExactly("01 00:00:00 0 300 never", "01 00:10:00 0 300 never");

    finish("T", 300, 600);

    assertThat(filled("T"))
        .containsExactly(
            "01 00:00:00 0 300 never", "01 00:05:00 0 300 never", "01 00:10:00 0 300 never");
  }

  @Test
  void a_second_version_covers_no_second_twice() {
    finish("T", 0, 300);
    Attempt again = ledger.claim(attempts, ledger.slice("T", 100, 200), "T");
    attempts.finish(again.writtenAs("00000000000000bb"));

    assertThat(filled("T")).containsExactly("01 00:00:00 0 300 never");
  }

  @Test
  void neighbours_of_two_types_finish_at_once() throws Exception {
    List<Attempt> claimed = new ArrayList<>();
    for (long i = 0; i < 12; i++) {
      for (String type : List.of("T", "U")) {
        claimed.add(ledger.claim(attempts, ledger.slice(type, i * 7_000, i * 7_000 + 7_000), type));
      }
    }
    CyclicBarrier together = new CyclicBarrier(4);

    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int w = 0; w < 4; w++) {
        List<Attempt> own = claimed.subList(w * 6, w * 6 + 6);
        all.add(
            threads.submit(
                () -> {
                  for (Attempt attempt : own) {
                    together.await(30, TimeUnit.SECONDS);
                    attempts.finish(attempt);
                  }
                  return own;
                }));
      }
    }

    for (Future<?> one : all) {
      one.get();
    }
    assertThat(filled("T")).hasSize(280).isEqualTo(filled("U"));
    assertThat(filled("T")).allMatch(bucket -> bucket.endsWith(" 0 300 never"));
  }

  @Test
  void a_month_of_one_type_reads_no_more_than_the_month() {
    ledger.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('T', 0, 86400, 'v')");
    for (long day = 0; day < 40; day++) {
      long start = day * DAY;
      Calendar.add(
          ledger.database(), LongStream.range(0, 288).mapToObj(b -> start + b * 300).toList());
    }

    // The other formats differ between servers.
    String plan =
        """
        EXPLAIN FORMAT=TRADITIONAL SELECT * FROM EventCountFilled
        WHERE type = 'T' AND dt_bucket >= '1970-01-02' AND dt_bucket < '1970-01-03'\
        """;
    List<String> accesses =
        ledger.database().transact(c -> Sql.list(c, plan, row -> row.getString("type")));

    assertThat(accesses).contains("range").doesNotContain("index");
  }

  @Test
  void an_empty_slice_of_eight_days_writes_at_most_fifteen_rows() {
    long before = rows();

    finish("T", 100, 8 * DAY + 100);

    assertThat(rows() - before).isLessThanOrEqualTo(15);
  }

  @Test
  void a_counted_bucket_of_a_day_that_the_calendar_lacks_is_there() {
    finish("T", 0, DAY);
    count("T", 600, 7);

    assertThat(unswept("T")).containsExactly("01 00:10:00 7 300 refreshed");
    assertThat(filled("T")).hasSize(288).contains("01 00:10:00 7 300 refreshed");
  }

  @Test
  void a_covered_day_and_the_day_after_it_are_added_once() {
    finish("T", 0, 300);
    finish("U", 300, 600);

    assertThat(Calendar.addDays(ledger.database(), System::nanoTime)).isEqualTo(2);
    assertThat(Calendar.addDays(ledger.database(), System::nanoTime)).isZero();
    finish("U", DAY, DAY + 300);
    assertThat(unswept("U")).containsExactly("01 00:05:00 0 300 never", "02 00:00:00 0 300 never");
  }

  @Test
  void a_backfill_of_many_days_is_added_newest_first_and_in_parts() {
    finish("T", 0, 40 * DAY);
    Iterator<Long> seconds = List.of(0L, 0L, 900_000_000L, 1_000_000_000L).iterator();

    assertThat(Calendar.addDays(ledger.database(), seconds::next)).isEqualTo(20);

    assertThat(unswept("T")).hasSize(19 * 288).last().asString().startsWith("09 23:55:00");
    assertThat(Calendar.addDays(ledger.database(), System::nanoTime)).isEqualTo(21);
  }

  @Test
  void sweeps_and_counts_add_the_same_days_at_once() throws Exception {
    finish("T", 0, 30 * DAY);
    List<Long> buckets = LongStream.range(0, 1000).mapToObj(bucket -> bucket * 300).toList();
    CyclicBarrier together = new CyclicBarrier(4);

    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        boolean sweeps = i % 2 == 0;
        all.add(
            threads.submit(
                () -> {
                  together.await(30, TimeUnit.SECONDS);
                  if (sweeps) {
                    return Calendar.addDays(ledger.database(), System::nanoTime);
                  }
                  Calendar.add(ledger.database(), buckets);
                  return 0;
                }));
      }
    }

    for (Future<?> one : all) {
      one.get();
    }
    assertThat(filled("T")).hasSize(30 * 288);
  }

  private static long rows() {
    return ledger
        .texts(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'\
            """)
        .stream()
        .mapToLong(table -> ledger.number("SELECT COUNT(*) FROM " + table))
        .sum();
  }

  private static void define(String type, String line) {
    String definition = "type: %s\n%s\ncolumns:\n  a: { from: /data/a }\n".formatted(type, line);
    new StoredTypes(ledger.database()).save(DefinitionParser.parse(definition, type));
  }

  private void finish(String type, long from, long to) {
    attempts.finish(ledger.claim(attempts, ledger.slice(type, from, to), type));
  }

  /** Like the refresher. */
  private void count(String type, long bucket, long count) {
    Calendar.add(ledger.database(), List.of(bucket));
    ledger.update(
        "INSERT INTO EventCount VALUES ('1970-01-01' + INTERVAL ? SECOND, ?, ?, NOW(3))",
        bucket,
        type,
        count);
  }

  /** As it is after a sweep. */
  private static List<String> filled(String type) {
    Calendar.addDays(ledger.database(), System::nanoTime);
    return unswept(type);
  }

  private static List<String> unswept(String type) {
    return ledger.texts(
        """
        SELECT CONCAT_WS(' ', DATE_FORMAT(dt_bucket, '%d %T'), actual_count,
          COALESCE(covered_seconds, 'unknown'),
          CASE WHEN refreshed_at IS NULL THEN 'never' ELSE 'refreshed' END)
        FROM EventCountFilled WHERE type = ? ORDER BY dt_bucket\
        """,
        type);
  }
}
