package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;

/**
 * Slices that an interrupted earlier demo over the same data folder left open. Its queues and
 * workers ended with it, so no worker will import these slices.
 */
public final class EarlierRuns {

  private static final String REVOKE =
      """
      UPDATE millrace_attempt SET state = 'revoked', ended_at = NOW(3)
      WHERE state = 'running'""";

  private static final String CANCEL =
      """
      UPDATE millrace_slice
      SET state = 'cancelled', ended_at = NOW(3), error = 'the demo was broken off'
      WHERE state IN ('planned', 'sent', 'running')""";

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
          return (long) Sql.update(connection, CANCEL);
        });
  }
}
