package dev.millrace.database;

import java.sql.SQLException;

/**
 * A statement failed. {@link #unavailable()} says whether a retry can help without any other
 * change.
 */
public final class DatabaseException extends RuntimeException {

  private final boolean unavailable;
  private final boolean aboutData;
  private final boolean refusedData;
  private final int code;

  DatabaseException(SQLException cause) {
    super(withRoot(cause), cause);
    this.unavailable = SqlFaults.unavailable(cause) || SqlFaults.conflict(cause);
    this.aboutData = SqlFaults.data(cause);
    this.refusedData = SqlFaults.refusedData(cause);
    this.code = cause.getErrorCode();
  }

  /** A pool only reports that it has no connection; its first cause has the reason. */
  private static String withRoot(SQLException cause) {
    String said = String.valueOf(cause.getMessage());
    Throwable root = cause;
    for (Throwable next = root.getCause(); next != null; next = next.getCause()) {
      root = next;
    }
    String why = root.getMessage();
    return why == null || said.contains(why)
        ? said
        : "%s: %s: %s".formatted(said, root.getClass().getSimpleName(), why);
  }

  /**
   * The server took the statement but not a value in it: out of range, too long, not storable.
   * Without that value the rest would have been written.
   */
  public boolean refusedData() {
    return refusedData;
  }

  /**
   * The data are the cause, so the same work would fail again. Every other failure is an outage,
   * which ends by itself or by an operator: disk full, table missing, rights revoked, read-only.
   */
  public boolean aboutData() {
    return aboutData;
  }

  /** The database cannot be reached, is shutting down, read-only after a failover, or too busy. */
  public boolean unavailable() {
    return unavailable;
  }

  /** The server's error code; 0 when the server was not reached. */
  public int code() {
    return code;
  }
}
