package dev.millrace.worker.bucket;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bus.TableChanges;
import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one READ COMMITTED transaction that refreshes some buckets. It locks their rows in key order,
 * then deletes the stale-bucket rows that it can see, and only then counts. So an event that is
 * missing in the count was committed after it, with a stale-bucket row that still exists, or by an
 * import that adds it to the count. Two refreshers of one bucket run one after the other: the
 * second finds no stale-bucket row and counts nothing. Not thread-safe; runs only once.
 */
final class RefreshTransaction {

  /** Maximum stale-bucket rows per transaction; if a bucket has more, it is counted again. */
  private static final int MOST_MARKS = 20_000;

  private static final String LOCK =
      "INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at) VALUES ";

  private static final String ROW = "(?, ?, ?, NOW(3))";

  private static final String LOCK_EXISTING =
      " ON DUPLICATE KEY UPDATE actual_count = actual_count";

  private static final String MARKS =
      """
      SELECT number, bucket FROM millrace_stale_bucket WHERE type = ? AND bucket IN (%s)
      LIMIT %d FOR UPDATE SKIP LOCKED""";

  private static final String DELETE_MARKS =
      "DELETE FROM millrace_stale_bucket WHERE number IN (%s)";

  private static final String OVERWRITE =
      """

      ON DUPLICATE KEY UPDATE
        actual_count = VALUES(actual_count), refreshed_at = VALUES(refreshed_at)""";

  private final CountedType type;
  private final List<Long> buckets;

  /** The number of events of each bucket that was stale; zero until it is counted. */
  private final SortedMap<Long, Long> counts = new TreeMap<>();

  /**
   * @param buckets in ascending order
   */
  RefreshTransaction(CountedType type, List<Long> buckets) {
    this.type = type;
    this.buckets = List.copyOf(buckets);
  }

  /** A step of the transaction. */
  @FunctionalInterface
  interface Step {
    void run(Connection connection) throws SQLException;
  }

  /** The steps, in the only order that never leaves a wrong count. */
  List<Step> steps() {
    return List.of(this::lock, this::takeMarks, this::count, this::write, this::tell);
  }

  /** The number of buckets counted. */
  int refreshed() {
    return counts.size();
  }

  private void lock(Connection connection) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    buckets.forEach(bucket -> Collections.addAll(parameters, row(bucket, 0)));
    Sql.update(
        connection, LOCK + Sql.repeat(ROW, buckets.size()) + LOCK_EXISTING, parameters.toArray());
  }

  private void takeMarks(Connection connection) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    parameters.add(type.name());
    parameters.addAll(buckets);
    List<Long> marks =
        Sql.list(
            connection,
            MARKS.formatted(Sql.repeat("?", buckets.size()), MOST_MARKS),
            row -> {
              counts.put(row.getLong(2), 0L);
              return row.getLong(1);
            },
            parameters.toArray());
    if (!marks.isEmpty()) {
      Sql.update(
          connection, DELETE_MARKS.formatted(Sql.repeat("?", marks.size())), marks.toArray());
    }
  }

  private void count(Connection connection) throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    Sql.list(
        connection,
        new CountedTable(type).counts(counts.size()),
        row -> counts.put(row.getLong(1), row.getLong(2)),
        CountedTable.countParameters(counts.keySet()));
  }

  private void write(Connection connection) throws SQLException {
    if (counts.isEmpty()) {
      return;
    }
    List<Object> parameters = new ArrayList<>();
    counts.forEach((bucket, count) -> Collections.addAll(parameters, row(bucket, count)));
    Sql.update(connection, LOCK + Sql.repeat(ROW, counts.size()) + OVERWRITE, parameters.toArray());
  }

  private void tell(Connection connection) throws SQLException {
    if (!counts.isEmpty()) {
      Window where = new Window(counts.firstKey(), counts.lastKey() + Bucket.SECONDS);
      Packet.send(
          connection, packet -> TableChanges.counts(packet, type.name(), where, counts.size()));
    }
  }

  private Object[] row(long bucket, long count) {
    return new Object[] {CountedTable.utc(bucket), type.name(), count};
  }
}
