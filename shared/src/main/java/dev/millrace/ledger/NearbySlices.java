package dev.millrace.ledger;

import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;

/** The slices of a run near one of them: within the slice that three splits divided into it. */
final class NearbySlices {

  private static final int PARTS = 8;

  private static final String DONE =
      """
      SELECT EXISTS (
        SELECT 1 FROM millrace_slice
        WHERE run = ? AND state = 'done' AND type = ? AND window_from >= ? AND window_from < ?)""";

  private NearbySlices() {}

  /** Whether one of the same type has been imported. */
  static boolean done(Connection connection, Attempt attempt) throws SQLException {
    Window window = attempt.window();
    long reach = PARTS * window.seconds();
    long found =
        Sql.number(
            connection,
            DONE,
            attempt.run(),
            attempt.type(),
            window.from() - reach,
            window.to() + reach);
    return found > 0;
  }
}
