package dev.millrace.ledger.history;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** The totals of slices that are about to be deleted. */
final class Totals {

  /** Whether someone requested the run, and may ask for its result by its number. */
  static final String REQUESTED = "(r.kind = 'backfill' AND r.trigger_key NOT LIKE 'lookups %')";

  private static final String RUN = "IF(" + REQUESTED + ", r.id, 0)";

  private static final String DAY = "TO_DAYS(COALESCE(s.ended_at, s.planned_at)) - 719528";

  private static final String SLICES =
      """
      INSERT INTO millrace_total
        (run, kind, type, day, state, slices, seconds, window_from, window_to, last_slice)
      SELECT %s, r.kind, s.type, %s, s.state, COUNT(*), SUM(s.window_to - s.window_from),
        MIN(s.window_from), MAX(s.window_to), MAX(s.id)
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      WHERE s.id IN (%s) GROUP BY 1, 2, 3, 4, 5
      ON DUPLICATE KEY UPDATE
        slices = slices + VALUES(slices), seconds = seconds + VALUES(seconds),
        window_from = LEAST(window_from, VALUES(window_from)),
        window_to = GREATEST(window_to, VALUES(window_to)),
        last_slice = GREATEST(last_slice, VALUES(last_slice))""";

  private static final String ATTEMPTS =
      """
      INSERT INTO millrace_total
        (run, kind, type, day, state, attempts, last_attempt,
        fetched, inserted, updated, unchanged, filtered, rejected, outside,
        done_fetched, done_filtered, done_rejected, done_outside)
      SELECT %s, r.kind, s.type, %s, s.state, COUNT(*), MAX(a.number),
        SUM(a.fetched), SUM(a.inserted), SUM(a.updated), SUM(a.unchanged), SUM(a.filtered),
        SUM(a.rejected), SUM(a.outside), SUM(IF(a.state = 'done', a.fetched, 0)),
        SUM(IF(a.state = 'done', a.filtered, 0)), SUM(IF(a.state = 'done', a.rejected, 0)),
        SUM(IF(a.state = 'done', a.outside, 0))
      FROM millrace_slice s JOIN millrace_run r ON r.id = s.run
      JOIN millrace_attempt a ON a.slice = s.id
      WHERE s.id IN (%s) GROUP BY 1, 2, 3, 4, 5
      ON DUPLICATE KEY UPDATE
        attempts = millrace_total.attempts + VALUES(attempts),
        last_attempt = GREATEST(last_attempt, VALUES(last_attempt)),
        fetched = millrace_total.fetched + VALUES(fetched),
        inserted = millrace_total.inserted + VALUES(inserted),
        updated = millrace_total.updated + VALUES(updated),
        unchanged = millrace_total.unchanged + VALUES(unchanged),
        filtered = millrace_total.filtered + VALUES(filtered),
        rejected = millrace_total.rejected + VALUES(rejected),
        outside = millrace_total.outside + VALUES(outside),
        done_fetched = done_fetched + VALUES(done_fetched),
        done_filtered = done_filtered + VALUES(done_filtered),
        done_rejected = done_rejected + VALUES(done_rejected),
        done_outside = done_outside + VALUES(done_outside)""";

  private Totals() {}

  /** Adds slices, at least one, and their attempts. */
  static void add(Connection connection, Object[] slices) throws SQLException {
    String numbers = Sql.repeat("?", slices.length);
    Sql.update(connection, SLICES.formatted(RUN, DAY, numbers), slices);
    Sql.update(connection, ATTEMPTS.formatted(RUN, DAY, numbers), slices);
  }
}
