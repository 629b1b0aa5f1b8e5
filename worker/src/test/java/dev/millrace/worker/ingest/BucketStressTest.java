package dev.millrace.worker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.bucket.Recount.Difference;
import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.time.Window;
import dev.millrace.worker.FaultyQueries;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.store.FetchedDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Importers, a stranger who writes a table of his own, sweeps and refreshers at the same time, over
 * connections that wait and break before and after any statement. {@code
 * -Dmillrace.stress.transactions=3000} makes it as long as one likes.
 */
final class BucketStressTest {

  private static final int TRANSACTIONS = Integer.getInteger("millrace.stress.transactions", 200);
  private static final int IMPORTERS = 4;
  private static final int REFRESHERS = 3;
  private static final int CUTS_PER_THOUSAND = 6;
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static final String EVENT =
      "type: Event\ncount_only: true\noccurred_at: occurrence_timestamp\n";

  private final TestDatabase database = new TestDatabase(8, TestDatabase.THINGS, EVENT);
  private final Database faulty = database.open(10, FaultyQueries.option());
  private final Things things = new Things(database);
  private final AtomicBoolean importing = new AtomicBoolean(true);
  private final AtomicInteger failures = new AtomicInteger();
  private volatile boolean recounts;
  private final AtomicInteger redelivered = new AtomicInteger();

  @AfterEach
  void stop() {
    FaultyQueries.cut(0);
    faulty.close();
    database.close();
  }

  /** Without recounts, the imports alone must keep the counts of their own events right. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void no_bucket_is_wrong_once_everything_is_at_rest(boolean recounts) throws Exception {
    this.recounts = recounts;
    FaultyQueries.cut(CUTS_PER_THOUSAND);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> background = new ArrayList<>();
      for (int i = 0; i < REFRESHERS; i++) {
        Random random = new Random(100 + i);
        background.add(threads.submit(() -> whileImporting(random, () -> refresh(faulty))));
      }
      background.add(threads.submit(() -> whileImporting(new Random(200), this::sweep)));
      Random stranger = new Random(300);
      background.add(threads.submit(() -> whileImporting(stranger, () -> writeEvents(stranger))));
      List<Future<Integer>> importers = new ArrayList<>();
      for (int i = 0; i < IMPORTERS; i++) {
        int importer = i;
        importers.add(threads.submit(() -> write(importer, new Random(importer))));
      }
      int written = 0;
      for (Future<Integer> importer : importers) {
        written += importer.get();
      }
      importing.set(false);
      for (Future<?> other : background) {
        other.get();
      }
      assertThat(written).isEqualTo(TRANSACTIONS / IMPORTERS * IMPORTERS);
    }
    FaultyQueries.cut(0);
    assertThat(database.rows("SELECT 1 FROM EventCount WHERE actual_count > 0"))
        .as("it was counted while it was written")
        .isNotEmpty();

    new Recount(database.database(), System::nanoTime)
        .markDifferent(database.counted("Event"), CountedTable.ALL);
    int atRest = refresh(database.database());

    List<Difference> wrong = new ArrayList<>();
    for (String type : List.of("Thing", "Event")) {
      new Recount(database.database(), System::nanoTime)
          .differences(database.counted(type), CountedTable.ALL, wrong::addAll);
    }
    System.out.printf(
        "%d import transactions, %d given again, %d failures, %d buckets refreshed at rest,"
            + " %d wrong buckets%nconnections cut: %s%n",
        TRANSACTIONS,
        redelivered.get(),
        failures.get(),
        atRest,
        wrong.size(),
        FaultyQueries.cuts());
    assertThat(wrong).isEmpty();
    assertThat(database.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isZero();
  }

  /** One slice, its own twenty documents, each of which comes, moves, is filtered or rejected. */
  private int write(int importer, Random random) throws InterruptedException {
    Attempts ledger = new Attempts(database.database(), "a test", LEASE);
    Attempts attempts = new Attempts(faulty, "a test", LEASE);
    Window slice = new Window(600L * importer, 600L * importer + 600);
    Attempt attempt = database.claim(ledger, "Thing", slice);
    int written = 0;
    List<FetchedDocument> batch = batch(importer, random);
    while (written < TRANSACTIONS / IMPORTERS) {
      try {
        new BatchWriter(faulty, attempts, attempt, database.type("Thing")).write(batch);
        written++;
        if (random.nextInt(5) > 0) {
          batch = batch(importer, random);
        } else {
          redelivered.incrementAndGet();
        }
      } catch (DatabaseException e) {
        assertThat(e.unavailable()).as(e.toString()).isTrue();
        failures.incrementAndGet();
        if (random.nextInt(4) == 0) {
          attempt = takeOver(ledger, attempt, slice);
        }
      }
      Thread.sleep(random.nextInt(4));
    }
    return written;
  }

  /** As after the end of a worker: its lease runs out, and another attempt begins. */
  private Attempt takeOver(Attempts ledger, Attempt dead, Window slice) {
    database.run(
        "UPDATE millrace_attempt SET lease_until = NOW(3) - INTERVAL 1 SECOND WHERE number = "
            + dead.number());
    return database.claim(ledger, "Thing", slice);
  }

  private List<FetchedDocument> batch(int importer, Random random) {
    return things.fetched(
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
            .toArray(String[]::new));
  }

  /** Somebody whose events Millrace does not write: inserts, moves and deletes. */
  private void writeEvents(Random random) {
    String id = Integer.toString(random.nextInt(20));
    String moment = "TIMESTAMPADD(SECOND, %d, '2026-01-01')".formatted(300 * random.nextInt(4));
    database.run(
        random.nextInt(3) == 0
            ? "DELETE FROM Event WHERE event_id = '%s'".formatted(id)
            : "REPLACE INTO Event VALUES ('%s', %s)".formatted(id, moment));
  }

  private void sweep() {
    if (recounts) {
      new Recount(faulty, System::nanoTime)
          .markAll(database.type("Thing"), new Window(0, 1200), (_, _) -> {});
    }
    new Recount(faulty, System::nanoTime)
        .markDifferent(database.counted("Event"), CountedTable.ALL);
  }

  private int refresh(Database by) {
    int refreshed = 0;
    for (String name : List.of("Thing", "Event")) {
      CountedType type = database.counted(name);
      try {
        refreshed +=
            new BucketRefresher(by, System::nanoTime)
                .refresh(type, Duration.ofMinutes(1))
                .buckets();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return refreshed;
  }

  private void whileImporting(Random random, Runnable work) {
    while (importing.get()) {
      try {
        work.run();
        Thread.sleep(random.nextInt(6));
      } catch (DatabaseException e) {
        assertThat(e.unavailable()).as(e.toString()).isTrue();
        failures.incrementAndGet();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
