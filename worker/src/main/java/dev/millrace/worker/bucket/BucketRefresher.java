package dev.millrace.worker.bucket;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Counts stale buckets again. One READ COMMITTED transaction locks the buckets' rows in the order
 * of their key, then takes and deletes the marks that it can see, and only then counts. So an event
 * that is not counted here was committed after the count with a mark that is still there, and two
 * refreshers of one bucket come one after the other. Thread-safe.
 */
public final class BucketRefresher {

  /** Buckets per transaction. */
  static final int BATCH = 200;

  private static final String STALE =
      """
      SELECT DISTINCT bucket FROM millrace_stale_bucket WHERE type = ?
      ORDER BY bucket DESC LIMIT ?""";

  private static final String LOCK =
      "INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at) VALUES ";

  private static final String LOCK_ROW = "(?, ?, 0, NOW(3))";

  private static final String LOCK_EXISTING =
      " ON DUPLICATE KEY UPDATE actual_count = actual_count";

  private static final String MARKS =
      """
      SELECT number FROM millrace_stale_bucket WHERE type = ? AND bucket IN (%s)
      FOR UPDATE SKIP LOCKED""";

  private static final String DELETE_MARKS =
      "DELETE FROM millrace_stale_bucket WHERE number IN (%s)";

  private static final String WRITE =
      "INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at)\n";

  /**
   * One range of the index per bucket: an equal plan on both servers, however far they lie apart.
   */
  static final String COUNT =
      """
      SELECT CAST(? AS DATETIME), ?, COUNT(*), NOW(3) FROM %s
      WHERE occurred_at >= ? AND occurred_at < ?""";

  private static final String OVERWRITE =
      """

      ON DUPLICATE KEY UPDATE
        actual_count = VALUES(actual_count), refreshed_at = VALUES(refreshed_at)""";

  private final Database database;

  public BucketRefresher(Database database) {
    this.database = database;
  }

  /**
   * Refreshes stale buckets of a type, newest first, until there are none.
   *
   * @return how many were refreshed
   */
  public int refreshAll(DocumentType type) throws InterruptedException {
    int refreshed = 0;
    List<Long> stale = stale(type);
    while (!stale.isEmpty()) {
      refreshed += refresh(type, stale);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted after %d buckets".formatted(refreshed));
      }
      stale = stale(type);
    }
    return refreshed;
  }

  private List<Long> stale(DocumentType type) {
    return database.transact(
        connection -> Sql.list(connection, STALE, row -> row.getLong(1), type.name(), BATCH));
  }

  private int refresh(DocumentType type, List<Long> stale) {
    List<Long> buckets = new ArrayList<>(stale);
    Collections.sort(buckets);
    return database.transact(
        connection -> {
          for (Step step : steps(type, buckets)) {
            step.run(connection);
          }
          return buckets.size();
        });
  }

  /** A part of the transaction that refreshes some buckets. */
  @FunctionalInterface
  interface Step {
    void run(Connection connection) throws SQLException;
  }

  /**
   * The steps of the transaction, in the only order that leaves no wrong count behind.
   *
   * @param buckets in rising order
   */
  static List<Step> steps(DocumentType type, List<Long> buckets) {
    return List.of(
        connection -> lock(connection, type, buckets),
        connection -> takeMarks(connection, type, buckets),
        connection -> countAndWrite(connection, type, buckets));
  }

  private static void lock(Connection connection, DocumentType type, List<Long> buckets)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    for (long bucket : buckets) {
      parameters.add(utc(bucket));
      parameters.add(type.name());
    }
    Sql.update(
        connection,
        LOCK + Sql.repeat(LOCK_ROW, buckets.size()) + LOCK_EXISTING,
        parameters.toArray());
  }

  private static void takeMarks(Connection connection, DocumentType type, List<Long> buckets)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    parameters.add(type.name());
    parameters.addAll(buckets);
    List<Long> marks =
        Sql.list(
            connection,
            MARKS.formatted(Sql.repeat("?", buckets.size())),
            row -> row.getLong(1),
            parameters.toArray());
    if (!marks.isEmpty()) {
      Sql.update(
          connection, DELETE_MARKS.formatted(Sql.repeat("?", marks.size())), marks.toArray());
    }
  }

  private static void countAndWrite(Connection connection, DocumentType type, List<Long> buckets)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    for (long bucket : buckets) {
      parameters.add(utc(bucket));
      parameters.add(type.name());
      parameters.add(utc(bucket));
      parameters.add(utc(bucket + Bucket.SECONDS));
    }
    String count = COUNT.formatted(Sql.quote(type.table()));
    Sql.update(
        connection,
        WRITE + String.join("\nUNION ALL ", Collections.nCopies(buckets.size(), count)) + OVERWRITE,
        parameters.toArray());
  }

  private static LocalDateTime utc(long second) {
    return LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
  }
}
