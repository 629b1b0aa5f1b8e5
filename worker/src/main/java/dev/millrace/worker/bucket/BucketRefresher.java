package dev.millrace.worker.bucket;

import dev.millrace.bucket.Calendar;
import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Pace;
import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.worker.bucket.RefreshTransaction.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Recounts stale buckets, newest first, in transactions sized by the density of the events.
 * Thread-safe.
 */
public final class BucketRefresher {

  /** Buckets in the first transaction, when the density of the events is unknown. */
  private static final int FIRST_BATCH = 10;

  /** Maximum buckets per transaction. */
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
   * The result of a refresh.
   *
   * @param buckets the number of refreshed buckets
   * @param finished whether no stale bucket is left; otherwise the time was over
   */
  public record Refreshed(int buckets, boolean finished) {}

  /**
   * Refreshes stale buckets of a type until there are none, or the time is over, in at least one
   * transaction.
   *
   * @param budget when it is over, no further transaction begins; one takes a few seconds at most,
   *     unless a single bucket takes longer
   */
  public Refreshed refresh(CountedType type, Duration budget) throws InterruptedException {
    long start = nanoTime.getAsLong();
    Pace pace = new Pace(nanoTime, FIRST_BATCH, 1, BATCH);
    int refreshed = 0;
    long below = CountedTable.ALL.to();
    while (true) {
      List<Long> stale = stale(type, below, pace.size());
      if (stale.isEmpty() && below == CountedTable.ALL.to()) {
        return new Refreshed(refreshed, true);
      }
      // Starts from the newest bucket again after the oldest: newer buckets may be stale by then.
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

  /** The number of stale buckets of a type. */
  public long left(CountedType type) {
    return database.transact(connection -> Sql.number(connection, LEFT, type.name()));
  }

  private List<Long> stale(CountedType type, long below, long size) {
    return database.transact(
        connection -> Sql.list(connection, STALE, row -> row.getLong(1), type.name(), below, size));
  }

  private int refresh(CountedType type, List<Long> stale) {
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
