package dev.millrace.operator.status;

import dev.millrace.database.Sql;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.plan.Dispatcher;
import dev.millrace.settings.PipelineQueue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      SELECT COUNT(*), TIMESTAMPDIFF(SECOND, '1970-01-01', MIN(s.sent_at))
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.state %s AND s.sent_at < NOW(3) - INTERVAL ? SECOND
        AND r.state = 'active' AND (%s) = ?
        AND NOT EXISTS (
          SELECT 1 FROM millrace_attempt a
          WHERE a.slice = s.id AND a.state = 'running' AND a.lease_until >= NOW(3))
      HAVING COUNT(*) > 0"""
          .formatted(SliceState.IN_UNDER_WAY, RunKind.IS_BULK);

  /**
   * By the name of the queue.
   *
   * @param messages on each queue; null for an unavailable one, of which nothing is known
   */
  static Map<String, LostSlices> of(
      Connection connection, Map<String, @Nullable Long> messages, Instant now)
      throws SQLException {
    Map<String, LostSlices> lost = new LinkedHashMap<>();
    for (boolean bulk : List.of(false, true)) {
      String queue = (bulk ? PipelineQueue.BACKFILL : PipelineQueue.IMPORT).text();
      Long there = messages.get(queue);
      Optional<Sent> sent = Sql.first(connection, SENT, Sent::read, QUEUE_LAG_SECONDS, bulk);
      if (there != null && sent.isPresent() && sent.get().slices() > there) {
        Instant due = sent.get().oldest().plus(Dispatcher.SILENCE);
        lost.put(queue, new LostSlices(sent.get().slices() - there, due.isBefore(now) ? now : due));
      }
    }
    return lost;
  }

  private record Sent(long slices, Instant oldest) {

    static Sent read(ResultSet row) throws SQLException {
      return new Sent(row.getLong(1), Instant.ofEpochSecond(row.getLong(2)));
    }
  }
}
