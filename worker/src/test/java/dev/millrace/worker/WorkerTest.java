package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** From a message to rows and counts, on real queues, a real database and a real API. */
final class WorkerTest {

  private static final Window HOUR = new Window(0, 3600);
  private static final int SLICES = 6;

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void window_becomes_rows_and_counts_and_a_second_import_changes_nothing() throws Exception {
    pipeline.start(TestPipeline.things(180, "hammer"));

    pipeline.backfill("Thing", HOUR);
    pipeline.awaitRest(SLICES);

    pipeline.assertHolds(TestPipeline.rows(180, "hammer"));
    assertThat(
            pipeline
                .database()
                .rows("SELECT dt_bucket, actual_count, type FROM EventCount LIMIT 2"))
        .containsExactly("1970-01-01T00:00 15 Thing", "1970-01-01T00:05 15 Thing");
    assertThat(pipeline.database().rows("SELECT window_from, window_to FROM millrace_coverage"))
        .containsExactly("0 3600");
    List<String> before = pipeline.database().rows("SELECT * FROM Thing ORDER BY id");

    pipeline.backfill("Thing", HOUR);
    pipeline.awaitRest(2 * SLICES);

    assertThat(pipeline.database().rows("SELECT * FROM Thing ORDER BY id")).isEqualTo(before);
    assertThat(
            pipeline
                .database()
                .rows("SELECT SUM(fetched), SUM(inserted), SUM(unchanged) FROM millrace_attempt"))
        .containsExactly("360 180 180");
  }

  @Test
  void corrections_reach_rows_and_both_buckets_of_moved_events() throws Exception {
    pipeline.start(TestPipeline.things(180, "hammer"));
    pipeline.backfill("Thing", HOUR);
    pipeline.awaitRest(SLICES);
    pipeline.stop();

    List<String> corrected = new ArrayList<>(TestPipeline.things(180, "nail"));
    corrected.set(7, moved("007", 140, 3_000_000));
    corrected.set(8, TestImport.thing("008", 160, "nail").replace("\"nail\"", "null"));
    pipeline.start(corrected);
    pipeline.backfill("Thing", HOUR);
    pipeline.awaitRest(2 * SLICES);

    List<String> rows = new ArrayList<>(TestPipeline.rows(180, "nail"));
    rows.remove(8);
    pipeline.assertHolds(rows);
    assertThat(
            pipeline
                .database()
                .rows(
                    """
                    SELECT dt_bucket, actual_count FROM EventCount
                    WHERE actual_count <> 15 ORDER BY 1"""))
        .containsExactly("1970-01-01T00:00 13", "1970-01-01T00:50 16");
  }

  private static String moved(String id, long timestamp, long to) {
    return TestImport.thing(id, timestamp, "nail").replace("\"at\":140000", "\"at\":" + to);
  }

  @Test
  void duplicated_messages_and_two_workers_leave_the_same_tables() throws Exception {
    List<Long> slices = new ArrayList<>();
    for (int i = 0; i < SLICES; i++) {
      slices.add(pipeline.database().plan("Thing", new Window(600L * i, 600L * i + 600)));
    }
    List<Long> sent = new ArrayList<>();
    for (int copy = 0; copy < 4; copy++) {
      sent.addAll(slices);
    }
    Collections.shuffle(sent);
    sent.forEach(slice -> pipeline.queues().send("import", TestImport.message(slice)));

    pipeline.start(TestPipeline.things(180, "hammer"));
    pipeline.start(TestPipeline.things(180, "hammer"));
    pipeline.awaitRest(SLICES);

    pipeline.assertHolds(TestPipeline.rows(180, "hammer"));
    assertThat(
            pipeline
                .database()
                .rows("SELECT slice FROM millrace_attempt GROUP BY slice HAVING COUNT(*) > 1"))
        .as("slices that were imported more than once")
        .isEmpty();
  }

  @Test
  void temporary_source_outage_only_delays() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    pipeline
        .source()
        .link(
            exchange -> {
              if (failures.incrementAndGet() == 3) {
                pipeline.source().link(null);
              }
              Faults.status(503).handle(exchange);
            });
    pipeline.start(TestPipeline.things(30, "hammer"));

    pipeline.backfill("Thing", new Window(0, 600));
    pipeline.awaitRest(1);

    pipeline.assertHolds(TestPipeline.rows(30, "hammer"));
    assertThat(pipeline.database().rows("SELECT state, attempts FROM millrace_slice"))
        .containsExactly("done 1");
    assertThat(pipeline.database().rows("SELECT state FROM millrace_attempt ORDER BY number"))
        .containsExactly("returned", "done");
  }
}
