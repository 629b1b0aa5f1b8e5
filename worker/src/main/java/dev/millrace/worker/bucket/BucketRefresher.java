package dev.millrace.worker.bucket;

import dev.millrace.bucket.Calendar;
import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Pace;
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

  /** Buckets of the first transaction: nobody knows how many events they hold. */
  private static final int FIRST_BATCH = 10;

  /** Buckets of a transaction at most. */
  private static final int BATCH = 1000;

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
    Pace pace = new Pace(nanoTime, FIRST_BATCH, 1, BATCH);
    int refreshed = 0;
    long below = CountedTable.ALL.to();
    while (true) {
      List<Long> stale = stale(type, below, pace.size());
      if (stale.isEmpty() && below == CountedTable.ALL.to()) {
        return new Refreshed(refreshed, true);
      }
      // From the top again once the bottom is reached: there may be newer marks by then.
      below = stale.isEmpty() ? CountedTable.ALL.to() : stale.getLast();
      if (!stale.isEmpty()) {
        refreshed += refresh(type, stale);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted after %d buckets".formatted(refreshed));
      }
      if (nanoTime.getAsLong() - start >= budget.toNanos()) {
        return new Refreshed(refreshed, stale(type, CountedTable.ALL.to(), 1).isEmpty());
      }
      pace.next();
    }
  }

  /** How many buckets of a type are stale. */
  public long left(DocumentType type) {
    return database.transact(connection -> Sql.number(connection, LEFT, type.name()));
  }

  private List<Long> stale(DocumentType type, long below, long size) {
    return database.transact(
        connection -> Sql.list(connection, STALE, row -> row.getLong(1), type.name(), below, size));
  }

  private int refresh(DocumentType type, List<Long> stale) {
    List<Long> buckets = stale.stream().sorted().toList();
    Calendar.add(database, buckets);
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
