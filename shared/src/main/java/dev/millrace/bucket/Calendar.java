package dev.millrace.bucket;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The buckets that {@code EventCountFilled} lists. They are added before their counts or coverage
 * are written, in transactions of their own that hold locks only briefly; a bucket that stays empty
 * is not shown.
 */
public final class Calendar {

  /** Buckets per statement. */
  private static final int MOST = 1000;

  private static final String KNOWN =
      "SELECT COUNT(*) FROM millrace_calendar WHERE dt_bucket IN (%s)";

  private static final String ADD = "INSERT IGNORE INTO millrace_calendar (dt_bucket) VALUES ";

  private Calendar() {}

  /** Adds the buckets that the window touches. */
  public static void add(Database database, Window window) {
    window
        .clippedTo(CountedTable.ALL)
        .map(Bucket::covering)
        .ifPresent(known -> addKnown(database, known));
  }

  private static void addKnown(Database database, Window window) {
    List<Long> buckets = new ArrayList<>();
    for (long bucket = window.from(); bucket < window.to(); bucket += Bucket.SECONDS) {
      buckets.add(bucket);
      if (buckets.size() == MOST) {
        add(database, buckets);
        buckets.clear();
      }
    }
    if (!buckets.isEmpty()) {
      add(database, buckets);
    }
  }

  /**
   * Adds buckets.
   *
   * @param buckets their starts, without repetition and at least one, in ascending order, so that
   *     two writers of the same buckets cannot deadlock
   */
  public static void add(Database database, Collection<Long> buckets) {
    Object[] moments = buckets.stream().map(CountedTable::utc).toArray();
    database.transact(
        connection -> {
          long known =
              Sql.number(connection, KNOWN.formatted(Sql.repeat("?", moments.length)), moments);
          return known == moments.length
              ? 0
              : Sql.update(connection, ADD + Sql.repeat("(?)", moments.length), moments);
        });
  }
}
