package dev.millrace.bench.buckets;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.schema.Schema;
import dev.millrace.time.Bucket;
import java.time.Instant;
import java.util.List;

/** A type's table with 1,000 events in every bucket. */
final class EventTable {

  static final long PER_BUCKET = 1000;

  private static final long START = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();

  /** Rows per statement, so that each ends long before the connection's time-out. */
  private static final long MOST_ROWS = 250_000;

  /** Greater than the number of any event that is doubled. */
  private static final long LATE = 1_000_000_000_000L;

  private static final String ROW =
      """
      LPAD(number, 15, '0'), number, 'event',
      '2024-01-01' + INTERVAL number * 300000 MICROSECOND, REPEAT('0', 16), 1, NOW(3)""";

  private static final String DOUBLE =
      "INSERT INTO Click SELECT "
          + ROW
          + " FROM (SELECT timestamp + ? AS number FROM Click WHERE timestamp < ?) AS numbers";

  private static final String LATE_EVENT =
      "INSERT INTO Click VALUES (?, ?, 'late', ?, REPEAT('0', 16), 1, NOW(3))";

  private static final String MARK =
      "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('Click', ?, NOW(3))";

  private static final String BARE_SCAN =
      """
      SELECT TO_SECONDS(occurred_at) DIV 300 AS bucket, COUNT(*) FROM Click GROUP BY bucket""";

  private final Database database;
  private long rows;

  /** Creates the empty table. */
  EventTable(Database database) {
    this.database = database;
    new Schema(database).apply(Catalogue.of(List.of(type())));
  }

  static DocumentType type() {
    return DefinitionParser.parse("type: Click\ncolumns:\n  name: { from: /data/name }\n", "Click");
  }

  /** Adds rows by doubling until that number is reached. */
  void grow(long wanted) {
    if (rows == 0) {
      insert("INSERT INTO Click SELECT " + ROW + " FROM (SELECT 0 AS number) AS numbers");
      rows = 1;
    }
    while (rows < wanted) {
      long more = Math.min(Math.min(rows, wanted - rows), MOST_ROWS);
      insert(DOUBLE, rows, more);
      rows += more;
    }
    insert("ANALYZE TABLE Click");
  }

  long buckets() {
    return rows / PER_BUCKET;
  }

  /** Marks every bucket. */
  void markAll() {
    new Recount(database, System::nanoTime).markAll(type(), CountedTable.ALL, (_, _) -> {});
  }

  /** Inserts an event past Millrace and marks its bucket, as a sweep does. */
  void late(long number, long bucket) {
    database.transact(
        connection -> {
          Sql.update(
              connection,
              LATE_EVENT,
              "late " + rows + " " + number,
              LATE + number,
              CountedTable.utc(bucket(bucket).start()));
          return Sql.update(connection, MARK, bucket(bucket).start());
        });
  }

  /** Reads every bucket and its number with one statement; returns the number of buckets. */
  int bareScan() {
    return database.transact(
        connection -> Sql.list(connection, BARE_SCAN, row -> row.getLong(2)).size());
  }

  private static Bucket bucket(long number) {
    return new Bucket(START + number * Bucket.SECONDS);
  }

  private void insert(String sql, Object... parameters) {
    if (sql.startsWith("ANALYZE")) {
      database.transact(connection -> Sql.list(connection, sql, row -> row.getString(1)));
    } else {
      database.transact(connection -> Sql.update(connection, sql, parameters));
    }
  }
}
