package dev.millrace.ledger.order;

import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/** Slices that ended so long ago that only their totals are left. */
public final class FoldedSlices {

  private static final String LAST =
      "SELECT last_slice FROM millrace_total ORDER BY last_slice DESC LIMIT 1";

  private FoldedSlices() {}

  /**
   * Whether a slice that is not in the ledger may be one of them: slices are numbered in the order
   * in which they are planned. A late second message of such a slice is no fault.
   */
  public static boolean mayHold(Connection connection, long slice) throws SQLException {
    return slice <= Sql.number(connection, LAST);
  }
}
