package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.BucketRefresher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Importers and refreshers at the same time, with random work and random pauses. */
final class BucketStressTest {

  private static final int IMPORTERS = 4;
  private static final int REFRESHERS = 2;
  private static final int TRANSACTIONS = 100;

  private final TestDatabase database = new TestDatabase(8, TestDatabase.THINGS);
  private final Things things = new Things(database);
  private final AtomicBoolean importing = new AtomicBoolean(true);

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void no_bucket_is_wrong_once_everything_is_at_rest() throws Exception {
    List<Callable<Integer>> importers = new ArrayList<>();
    for (int i = 0; i < IMPORTERS; i++) {
      int importer = i;
      importers.add(() -> write(importer, new Random(importer)));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> refreshed = new ArrayList<>();
      for (int i = 0; i < REFRESHERS; i++) {
        Random random = new Random(100 + i);
        refreshed.add(threads.submit(() -> refresh(random)));
      }
      for (Future<Integer> written : threads.invokeAll(importers)) {
        assertThat(written.get()).isEqualTo(TRANSACTIONS);
      }
      importing.set(false);
      for (Future<Integer> buckets : refreshed) {
        assertThat(buckets.get()).isPositive();
      }
    }

    assertThat(
            database.rows(
                "SELECT dt_bucket, actual_count FROM EventCount WHERE actual_count <> 0"
                    + " ORDER BY dt_bucket"))
        .isNotEmpty()
        .isEqualTo(
            database.rows(
                """
                SELECT TIMESTAMPADD(SECOND,
                    TIMESTAMPDIFF(SECOND, '1970-01-01', occurred_at) DIV 300 * 300,
                    CAST('1970-01-01' AS DATETIME)), COUNT(*)
                FROM Thing GROUP BY 1 ORDER BY 1"""));
    assertThat(things.takeMarks()).isEmpty();
  }

  /** One slice, its own twenty documents, each of which comes, moves, is filtered or rejected. */
  private int write(int importer, Random random) throws InterruptedException {
    Attempts attempts = database.attempts(Duration.ofMinutes(5));
    Attempt attempt =
        database.claim(attempts, "Thing", new Window(600L * importer, 600L * importer + 600));
    BatchWriter writer = things.writer(attempts, attempt);
    int written = 0;
    while (written < TRANSACTIONS) {
      String[] documents =
          random
              .ints(1 + random.nextInt(5), 0, 20)
              .mapToObj(
                  id ->
                      "%d-%d %s %s %d"
                          .formatted(
                              importer,
                              id,
                              random.nextInt(5) == 0 ? "-" : "name",
                              random.nextInt(8) == 0 ? "-" : "1",
                              300_000L * random.nextInt(4)))
              .toArray(String[]::new);
      writer.write(things.fetched(documents));
      written++;
      Thread.sleep(random.nextInt(4));
    }
    attempts.finish(attempt);
    return written;
  }

  private int refresh(Random random) throws InterruptedException {
    BucketRefresher refresher = new BucketRefresher(database.database(), System::nanoTime);
    int refreshed = 0;
    while (importing.get()) {
      refreshed += refresher.refresh(database.type("Thing"), Duration.ofMinutes(1)).buckets();
      Thread.sleep(random.nextInt(6));
    }
    return refreshed + refresher.refresh(database.type("Thing"), Duration.ofMinutes(1)).buckets();
  }
}
