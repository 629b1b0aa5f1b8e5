package dev.millrace.ledger.span;

import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;

/** The slices of a run near one of them: within the slice that three splits divided into it. */
public final class NearbySlices {

  private static final int PARTS = 8;

  private static final String DONE =
      """
      SELECT EXISTS (
        SELECT 1 FROM millrace_slice
        WHERE run = ? AND state = 'done' AND type = ? AND window_from >= ? AND window_from < ?)""";

  private NearbySlices() {}

  /** Whether one of the type has been imported. */
  public static boolean done(Connection connection, long run, String type, Window window)
      throws SQLException {
    long reach = PARTS * window.seconds();
    long found =
        Sql.number(connection, DONE, run, type, window.from() - reach, window.to() + reach);
    return found > 0;
  }
}
