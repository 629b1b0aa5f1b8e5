package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.EventCounts;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Packet;
import dev.millrace.time.Bucket;
import dev.millrace.worker.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Events of the type Thing as any writer of events has to write them. */
final class Events {

  private final TestDatabase database;

  Events(TestDatabase database) {
    this.database = database;
  }

  DocumentType type() {
    return database.type("Thing");
  }

  /** Inserts an event and marks its bucket, in the caller's transaction. */
  static void insert(Connection connection, String id, Instant moment) throws SQLException {
    insertUnmarked(connection, id, moment);
    mark(connection, moment);
  }

  static void insertUnmarked(Connection connection, String id, Instant moment) throws SQLException {
    TestDatabase.run(
        connection,
        "INSERT INTO Thing VALUES ('%s', 1, 'name', 1, %s, REPEAT('0', 16), 1, NOW(3))"
            .formatted(id, sql(moment)));
  }

  static void moveUnmarked(Connection connection, String id, Instant to) throws SQLException {
    TestDatabase.run(
        connection, "UPDATE Thing SET occurred_at = %s WHERE id = '%s'".formatted(sql(to), id));
  }

  static void delete(Connection connection, String id, Instant moment) throws SQLException {
    TestDatabase.run(connection, "DELETE FROM Thing WHERE id = '%s'".formatted(id));
    mark(connection, moment);
  }

  static void mark(Connection connection, Instant... moments) throws SQLException {
    for (Instant moment : moments) {
      TestDatabase.run(
          connection,
          "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('Thing', %d, NOW(3))"
              .formatted(Bucket.of(moment).start()));
    }
  }

  /** Adds to the count of a bucket, as an import does for the events that it writes. */
  static void change(Connection connection, Instant moment, long events) throws SQLException {
    SortedMap<Bucket, Long> changes = new TreeMap<>(Map.of(Bucket.of(moment), events));
    Packet.send(connection, packet -> EventCounts.change(packet, "Thing", changes));
  }

  /** Commits an event with its mark. */
  void insert(String id, String moment) {
    database
        .database()
        .transact(
            connection -> {
              insert(connection, id, Instant.parse(moment));
              return id;
            });
  }

  private static String sql(Instant moment) {
    return "TIMESTAMPADD(MICROSECOND, %d, '1970-01-01')".formatted(1000 * moment.toEpochMilli());
  }

  /** The counted buckets: when they start, and how many. */
  List<String> counts() {
    return database.rows("SELECT dt_bucket, actual_count FROM EventCount ORDER BY dt_bucket");
  }

  long marks() {
    return database.number("SELECT COUNT(*) FROM millrace_stale_bucket");
  }

  /** Every bucket has its right count, and there are no marks. */
  void assertRight() {
    assertThat(
            database.rows(
                """
                SELECT dt_bucket, actual_count FROM EventCount
                WHERE type = 'Thing' AND actual_count <> 0 ORDER BY dt_bucket\
                """))
        .isEqualTo(
            database.rows(
                """
                SELECT TIMESTAMPADD(SECOND,
                    -- a quotient of whole numbers has four decimals in MySQL 9.7
                    300 * FLOOR(CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', occurred_at)
                        AS DECIMAL(30, 10)) / 300000000),
                    CAST('1970-01-01' AS DATETIME)), COUNT(*)
                FROM Thing GROUP BY 1 ORDER BY 1\
                """));
    assertThat(marks()).isZero();
  }
}
