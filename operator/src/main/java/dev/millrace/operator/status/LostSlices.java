package dev.millrace.operator.status;

import dev.millrace.database.Sql;
import dev.millrace.plan.Dispatcher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slices that were sent to a queue which has fewer messages than that, so that some are lost, for
 * example since the queue was purged.
 *
 * @param slices at least this many
 * @param sentAgain when a sweep sends the first of them again
 */
public record LostSlices(long slices, Instant sentAgain) {

  /** The queue counts its messages with a delay. */
  private static final int QUEUE_LAG_SECONDS = 60;

  private static final String SENT =
      """
      SELECT r.bulk OR r.kind = 'backfill', COUNT(*),
        TIMESTAMPDIFF(SECOND, '1970-01-01', MIN(s.sent_at))
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.state IN ('sent', 'running') AND s.sent_at < NOW(3) - INTERVAL ? SECOND
        AND r.state = 'active'
        AND NOT EXISTS (
          SELECT 1 FROM millrace_attempt a
          WHERE a.slice = s.id AND a.state = 'running' AND a.lease_until >= NOW(3))
      GROUP BY 1""";

  /**
   * By the name of the queue.
   *
   * @param messages on each queue; null for an unavailable one, of which nothing is known
   */
  static Map<String, LostSlices> of(
      Connection connection, Map<String, @Nullable Long> messages, Instant now)
      throws SQLException {
    Map<String, LostSlices> lost = new LinkedHashMap<>();
    for (Sent sent : Sql.list(connection, SENT, Sent::read, QUEUE_LAG_SECONDS)) {
      Long there = messages.get(sent.queue());
      if (there != null && sent.slices() > there) {
        Instant due = sent.oldest().plus(Dispatcher.SILENCE);
        lost.put(
            sent.queue(), new LostSlices(sent.slices() - there, due.isBefore(now) ? now : due));
      }
    }
    return lost;
  }

  private record Sent(String queue, long slices, Instant oldest) {

    static Sent read(ResultSet row) throws SQLException {
      return new Sent(
          row.getBoolean(1) ? "backfill" : "import",
          row.getLong(2),
          Instant.ofEpochSecond(row.getLong(3)));
    }
  }
}
