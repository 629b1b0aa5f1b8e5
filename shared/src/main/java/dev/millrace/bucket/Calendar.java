package dev.millrace.bucket;

import dev.millrace.database.Database;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * The buckets that {@code EventCountFilled} lists. A counted bucket is added by the transaction
 * that writes its events, and by a recount before its count is written, in a transaction of its own
 * that holds locks only briefly. The sweep adds whole UTC days that are covered for some type: once
 * for all types and slices, so that an import writes no row per bucket. A bucket that is neither
 * counted nor covered is not shown.
 */
public final class Calendar {

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** A sweep leaves further days to the next one. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  /** Days per transaction: some milliseconds. */
  private static final int DAYS = 10;

  private static final String KNOWN =
      "SELECT COUNT(*) FROM millrace_calendar WHERE dt_bucket IN (%s)";

  private static final String ADD = "INSERT IGNORE INTO millrace_calendar (dt_bucket) VALUES ";

  private static final String ADD_DAY = "INSERT IGNORE INTO millrace_calendar_day VALUES (?)";

  /** Covered days, and the day after the last one, so that a live import finds its day there. */
  private static final String MISSING =
      """
      SELECT d.day FROM (
        SELECT DISTINCT day FROM millrace_coverage WHERE day BETWEEN ? AND ?
        UNION SELECT MAX(day) + 1 FROM millrace_coverage WHERE day BETWEEN ? AND ?
      ) d
      LEFT JOIN millrace_calendar_day k ON k.day = d.day
      WHERE d.day IS NOT NULL AND k.day IS NULL""";

  private static final long FIRST = Math.floorDiv(CountedTable.ALL.from(), DAY);

  /** The day after it is also one that can be counted. */
  private static final long LAST = Math.floorDiv(CountedTable.ALL.to(), DAY) - 2;

  private Calendar() {}

  /**
   * Adds buckets that are counted, in a packet of the transaction that counts them.
   *
   * @param buckets without repetition and at least one, in ascending order
   */
  static void add(Packet packet, Collection<Bucket> buckets) {
    packet.update(
        ADD + Sql.repeat("(?)", buckets.size()),
        buckets.stream().map(bucket -> CountedTable.utc(bucket.start())).toList());
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

  /**
   * Adds the covered days that are missing, newest first, for about a second.
   *
   * @param nanoTime such as {@link System#nanoTime}
   * @return the number of days that it has added
   */
  public static int addDays(Database database, LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    int added = 0;
    List<Long> missing = missing(database);
    while (added < missing.size() && nanoTime.getAsLong() - start < LONGEST.toNanos()) {
      List<Long> some = missing.subList(added, Math.min(added + DAYS, missing.size()));
      database.transact(connection -> addDays(connection, some));
      added += some.size();
    }
    return added;
  }

  private static List<Long> missing(Database database) {
    return database
        .transact(
            connection ->
                Sql.list(connection, MISSING, row -> row.getLong(1), FIRST, LAST, FIRST, LAST))
        .stream()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static int addDays(Connection connection, List<Long> days) throws SQLException {
    for (long day : days.reversed()) {
      Object[] moments =
          LongStream.range(0, DAY / Bucket.SECONDS)
              .mapToObj(bucket -> CountedTable.utc(day * DAY + bucket * Bucket.SECONDS))
              .toArray();
      Sql.update(connection, ADD + Sql.repeat("(?)", moments.length), moments);
      Sql.update(connection, ADD_DAY, day);
    }
    return days.size();
  }
}
