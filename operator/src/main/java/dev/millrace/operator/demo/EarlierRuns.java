package dev.millrace.operator.demo;

import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunControl;

/**
 * Slices that an interrupted earlier demo over the same data folder left open. Its queues and
 * workers ended with it, so no worker will import these slices.
 */
public final class EarlierRuns {

  private EarlierRuns() {}

  /**
   * Cancels them. Only for a database without other users.
   *
   * @return the number of slices
   */
  public static long cancel(Database database) {
    return database.transact(RunControl::breakOff);
  }
}
