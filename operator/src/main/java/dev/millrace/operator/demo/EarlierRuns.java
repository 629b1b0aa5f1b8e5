package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceChange;

/**
 * Slices that an interrupted earlier demo over the same data folder left open. Its queues and
 * workers ended with it, so no worker will import these slices.
 */
public final class EarlierRuns {

  private static final String REVOKE =
      """
      UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3)
      WHERE state = 'running'""";

  private EarlierRuns() {}

  /**
   * Cancels them. Only for a database without other users.
   *
   * @return the number of slices
   */
  public static long cancel(Database database) {
    return database.transact(
        connection -> {
          Sql.update(connection, REVOKE);
          return (long) Sql.update(connection, SliceChange.BROKEN_OFF.sql());
        });
  }
}
