package dev.millrace.worker.bucket;

import dev.millrace.bucket.CountedTable;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.worker.bucket.RefreshTransaction.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Counts stale buckets again, in transactions of a size that fits the density of the events, newest
 * first. Thread-safe.
 */
public final class BucketRefresher {

  /** Buckets of the first transaction, since nobody knows how many events they hold. */
  static final int FIRST_BATCH = 10;

  /** Buckets of a transaction at most. */
  static final int BATCH = 1000;

  /** A transaction twice as large as one that took less than this is still a short one. */
  private static final Duration SHORT = Duration.ofMillis(500);

  private static final Duration LONG = Duration.ofSeconds(2);

  private static final String STALE =
      """
      SELECT DISTINCT bucket FROM millrace_stale_bucket WHERE type = ? AND bucket < ?
      ORDER BY bucket DESC LIMIT ?""";

  private static final String LEFT =
      "SELECT COUNT(DISTINCT bucket) FROM millrace_stale_bucket WHERE type = ?";

  private final Database database;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  public BucketRefresher(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /**
   * What was done.
   *
   * @param buckets how many were refreshed
   * @param finished whether there was no mark left at the end; else the time was over
   */
  public record Refreshed(int buckets, boolean finished) {}

  /**
   * Refreshes stale buckets of a type until there are none, or the time is over. At least one
   * transaction is done.
   *
   * @param budget after this no further transaction is begun; one takes a few seconds at most,
   *     except when a single bucket takes longer
   */
  public Refreshed refresh(DocumentType type, Duration budget) throws InterruptedException {
    long start = nanoTime.getAsLong();
    int refreshed = 0;
    int size = FIRST_BATCH;
    long below = CountedTable.ALL.to();
    while (true) {
      List<Long> stale = stale(type, below, size);
      if (stale.isEmpty() && below == CountedTable.ALL.to()) {
        return new Refreshed(refreshed, true);
      }
      // From the top again once the bottom is reached: there may be newer marks by then.
      below = stale.isEmpty() ? CountedTable.ALL.to() : stale.getLast();
      long begun = nanoTime.getAsLong();
      if (!stale.isEmpty()) {
        refreshed += refresh(type, stale);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted after %d buckets".formatted(refreshed));
      }
      long now = nanoTime.getAsLong();
      if (now - start >= budget.toNanos()) {
        return new Refreshed(refreshed, stale(type, CountedTable.ALL.to(), 1).isEmpty());
      }
      size = next(size, now - begun);
    }
  }

  /** How many buckets of a type are stale. */
  public long left(DocumentType type) {
    return database.transact(connection -> Sql.number(connection, LEFT, type.name()));
  }

  private static int next(int size, long nanos) {
    if (nanos < SHORT.toNanos()) {
      return Math.min(2 * size, BATCH);
    }
    return nanos > LONG.toNanos() ? Math.max(size / 2, 1) : size;
  }

  private List<Long> stale(DocumentType type, long below, int size) {
    return database.transact(
        connection -> Sql.list(connection, STALE, row -> row.getLong(1), type.name(), below, size));
  }

  private int refresh(DocumentType type, List<Long> stale) {
    List<Long> buckets = stale.stream().sorted().toList();
    return database.transact(
        connection -> {
          RefreshTransaction transaction = new RefreshTransaction(type, buckets);
          for (Step step : transaction.steps()) {
            step.run(connection);
          }
          return transaction.refreshed();
        });
  }
}
