package dev.millrace.database;

import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Classifies errors of the database by whether a retry can help. Pure. */
final class SqlFaults {

  /** Lock wait time-out and deadlock: the server requests that the transaction be run again. */
  private static final Set<Integer> CONFLICTS = Set.of(1205, 1213);

  /** This server is read-only. After a failover another one may be writable. */
  private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);

  /**
   * Too many connections (1040, 1203), shutdown (1053), unknown host or user limits (1226), killed
   * (1927, 3169, 4031: the server closed an idle connection).
   */
  private static final Set<Integer> UNAVAILABLE = Set.of(1040, 1053, 1203, 1226, 1927, 3169, 4031);

  /** Wrong password (1045, 1698), expired password (1820, 1862), locked account (3118). */
  private static final Set<Integer> REFUSED_LOGINS = Set.of(1045, 1698, 1820, 1862, 3118);

  /** SQL states of errors caused by the data of a statement: bad values, broken constraints. */
  private static final Set<String> DATA_CLASSES = Set.of("22", "23");

  /**
   * The same, where the state does not show it: packet too large (1153), data truncated (1265),
   * incorrect value (1366), value too long (1406), row too large (1118, 1713), out of range (1264,
   * 1690), invalid JSON (3140, 3141, 3156), a check that fails (3819, 4025).
   */
  private static final Set<Integer> DATA_CODES =
      Set.of(1118, 1153, 1264, 1265, 1366, 1406, 1690, 1713, 3140, 3141, 3156, 3819, 4025);

  private SqlFaults() {}

  /**
   * The data are the cause, so the same slice would fail again in a healthy database. Every other
   * failure is an outage: disk full, table missing, rights revoked, read-only.
   */
  static boolean data(SQLException e) {
    String state = e.getSQLState();
    return (state != null && state.length() > 2 && DATA_CLASSES.contains(state.substring(0, 2)))
        || DATA_CODES.contains(e.getErrorCode())
        || e instanceof PacketTooBigException;
  }

  /** The server refuses the user or its password. */
  static boolean refusedLogin(SQLException e) {
    return REFUSED_LOGINS.contains(e.getErrorCode());
  }

  /** The transaction lost against another one and may be run again at once. */
  static boolean conflict(SQLException e) {
    return CONFLICTS.contains(e.getErrorCode());
  }

  /** The connection broke, so others of its age are probably broken too. */
  static boolean connectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("08") && !data(e);
  }

  /**
   * A value, not the statement, is the cause: class 22 of SQL states, and errors that strict mode
   * reports as a general error (1366 incorrect value, 1265 data truncated).
   */
  static boolean refusedData(SQLException e) {
    String state = e.getSQLState();
    return (state != null && state.startsWith("22"))
        || e.getErrorCode() == 1366
        || e.getErrorCode() == 1265;
  }

  /** The connection leads to a read-only server, and will until it is closed. */
  static boolean readOnly(SQLException e) {
    return READ_ONLY.contains(e.getErrorCode());
  }

  /** The server cannot be reached or used, whatever the statement. */
  static boolean unavailable(SQLException e) {
    if (data(e)) {
      return false; // a packet that is too large also breaks its connection
    }
    return e instanceof SQLTransientConnectionException
        || e instanceof SQLNonTransientConnectionException
        || connectionLost(e)
        || UNAVAILABLE.contains(e.getErrorCode())
        || readOnly(e);
  }
}
