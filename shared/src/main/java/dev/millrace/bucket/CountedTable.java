package dev.millrace.bucket;

import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.stream.Stream;

/**
 * A table whose rows are counted: the SQL that reads it by bucket. Rows without a moment are in no
 * bucket, and so are rows with an invalid moment, such as {@code 2026-03-00 12:00:00}. Immutable.
 */
public final class CountedTable {

  /**
   * The moments that both servers can compare and calculate with. Rows beyond them are not counted.
   */
  public static final Window ALL = new Window(-30_610_224_000L, 253_402_300_500L);

  /** Rounds down; TIMESTAMPDIFF would round a fraction of a second before 1970 towards zero. */
  private static final String BUCKET = "TO_SECONDS(%s) DIV 300 * 300 - 62167219200";

  /**
   * Up to the last microsecond: an invalid moment sorts between the end of a month and the next
   * month.
   */
  private static final String COUNT =
      "SELECT ? AS bucket, COUNT(*) FROM %s WHERE %s >= ? AND %2$s <= ?%s";

  private static final Duration MICROSECOND = Duration.ofNanos(1000);

  /** MAX finds nothing on MariaDB where the column is a TIMESTAMP and a bound beyond its years. */
  private static final String NEWEST =
      """
      SELECT GREATEST(
        COALESCE((SELECT %s FROM %s
          WHERE %s >= ? AND %3$s < ? AND DATE(%3$s) = FROM_DAYS(TO_DAYS(%3$s))%s
          ORDER BY %3$s DESC LIMIT 1), ?),
        COALESCE((SELECT %s FROM EventCount WHERE type = ? AND dt_bucket >= ? AND dt_bucket < ?
          ORDER BY dt_bucket DESC LIMIT 1), ?))""";

  private static final String COMPARISON =
      """
      SELECT bucket, SUM(counted) AS counted, SUM(there) AS there FROM (
        SELECT %s AS bucket, 0 AS counted, COUNT(*) AS there FROM %s
        WHERE %s >= ? AND %3$s < ? AND DATE(%3$s) = FROM_DAYS(TO_DAYS(%3$s))%s
        GROUP BY 1
        UNION ALL
        SELECT %s, actual_count, 0 FROM EventCount
        WHERE type = ? AND dt_bucket >= ? AND dt_bucket < ?
      ) AS sides
      GROUP BY bucket""";

  private static final String IS_MOMENT = "DATE(%s) = FROM_DAYS(TO_DAYS(%1$s))";

  private static final String IS_UNCOUNTED =
      "%s < '1000-01-01' OR %1$s >= '9999-12-31 23:55:00'"
          + " OR %1$s IS NOT NULL AND NOT COALESCE("
          + IS_MOMENT.replace("%s", "%1$s")
          + ", FALSE)";

  private final String type;
  private final String table;
  private final String moment;
  private final String ownRows;

  public CountedTable(CountedType type) {
    this.type = type.name();
    this.table = Sql.quote(type.table());
    this.moment = Sql.quote(type.momentColumn());
    this.ownRows = type.ownRows("AND");
  }

  /**
   * A query for bucket and number of events, one row for each bucket. It reads along the index and
   * neither sorts nor groups, so it costs the same as a single count of these rows. Takes {@link
   * #countParameters}.
   */
  public String counts(int buckets) {
    return String.join(
        "\nUNION ALL\n", Collections.nCopies(buckets, COUNT.formatted(table, moment, ownRows)));
  }

  /** The buckets as parameters of {@link #counts}. */
  public static Object[] countParameters(Collection<Long> buckets) {
    return buckets.stream()
        .flatMap(
            bucket ->
                Stream.of(bucket, utc(bucket), utc(bucket + Bucket.SECONDS).minus(MICROSECOND)))
        .toArray();
  }

  /**
   * A query for the newest bucket with an event or a count, or one before the window when it has
   * neither. Takes {@link #newestParameters}.
   */
  String newest() {
    return NEWEST.formatted(
        BUCKET.formatted(moment), table, moment, ownRows, BUCKET.formatted("dt_bucket"));
  }

  Object[] newestParameters(Window window) {
    long none = window.from() - Bucket.SECONDS;
    return new Object[] {
      utc(window.from()), utc(window.to()), none, type, utc(window.from()), utc(window.to()), none
    };
  }

  /**
   * A query for every bucket with an event or a count: bucket, {@code counted}, {@code there}.
   * Takes {@link #comparisonParameters}.
   */
  String comparison() {
    return COMPARISON.formatted(
        BUCKET.formatted(moment), table, moment, ownRows, BUCKET.formatted("dt_bucket"));
  }

  Object[] comparisonParameters(Window window) {
    return new Object[] {
      utc(window.from()), utc(window.to()), type, utc(window.from()), utc(window.to())
    };
  }

  /** A query for the number of rows whose value is in no bucket and not NULL. */
  String uncounted() {
    return "SELECT COUNT(*) FROM %s WHERE (%s)%s"
        .formatted(table, IS_UNCOUNTED.formatted(moment), ownRows);
  }

  /** A query for those rows, for an operator. */
  public String uncountedRows() {
    return "SELECT * FROM %s WHERE (%s)%s"
        .formatted(table, IS_UNCOUNTED.formatted(moment), ownRows);
  }

  /** The condition that a column holds a moment: not NULL, not 2026-03-00 and not 2026-02-30. */
  public static String isMoment(String column) {
    return IS_MOMENT.formatted(column);
  }

  /** A unix second as a moment of the database. */
  public static LocalDateTime utc(long second) {
    return LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
  }
}
