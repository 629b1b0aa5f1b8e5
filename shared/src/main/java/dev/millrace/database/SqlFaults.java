package dev.millrace.database;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Says of an error of the database whether trying again can help. Pure. */
final class SqlFaults {

  /** Lock wait time-out and deadlock: the server has asked for the transaction to be run again. */
  private static final Set<Integer> CONFLICTS = Set.of(1205, 1213);

  /** This server may not be written to. After a failover another one may. */
  private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);

  /**
   * Too many connections (1040, 1203), shutdown (1053), unknown host or user limits (1226), killed
   * (1927, 3169, 4031: the server closed an idle connection).
   */
  private static final Set<Integer> AWAY = Set.of(1040, 1053, 1203, 1226, 1927, 3169, 4031);

  private SqlFaults() {}

  /** The transaction lost against another one and may be run again at once. */
  static boolean conflict(SQLException e) {
    return CONFLICTS.contains(e.getErrorCode());
  }

  /** The connection broke, so that others of its age are likely to be broken too. */
  static boolean connectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("08");
  }

  /**
   * A value, not the statement, is the cause: class 22 of SQL states, and what strict mode reports
   * as a general error (1366 incorrect value, 1265 data truncated).
   */
  static boolean refusedData(SQLException e) {
    String state = e.getSQLState();
    return (state != null && state.startsWith("22"))
        || e.getErrorCode() == 1366
        || e.getErrorCode() == 1265;
  }

  /** The connection leads to a server that only reads, and goes on doing so until it is closed. */
  static boolean readOnly(SQLException e) {
    return READ_ONLY.contains(e.getErrorCode());
  }

  /** The server cannot be reached or used, whatever the statement. */
  static boolean away(SQLException e) {
    return e instanceof SQLTransientConnectionException
        || e instanceof SQLNonTransientConnectionException
        || connectionLost(e)
        || AWAY.contains(e.getErrorCode())
        || readOnly(e);
  }
}
