package dev.millrace.worker.store;

import java.sql.SQLException;
import java.util.Set;

/**
 * The server refuses data for the table of a type: a value that does not fit, or one that a check,
 * a trigger, a foreign key or a unique key of the table's owner does not allow. A retry does not
 * help; the same rows without that one are accepted.
 */
public final class RefusedDataException extends RuntimeException {

  /**
   * Classes of SQL states: data exception, constraint violation, check option of a view, SIGNAL of
   * a trigger.
   */
  private static final Set<String> CLASSES = Set.of("22", "23", "44", "45");

  /**
   * Errors about data that servers report as general errors or under another class: row larger than
   * a page (1118), truncated (1265), no default (1364), incorrect value (1366, 1411), check option
   * (1369), no partition (1526, 1748), SIGNAL (1643, 1644), undo record too large (1713), CHECK
   * (3819, 4025).
   */
  private static final Set<Integer> CODES =
      Set.of(1118, 1265, 1364, 1366, 1369, 1411, 1526, 1643, 1644, 1713, 1748, 3819, 4025);

  /** A unique key does not allow the value. */
  static final int DUPLICATE = 1062;

  private final SQLException failure;

  RefusedDataException(String message, SQLException cause) {
    super(message, cause);
    this.failure = cause;
  }

  /** The server's own error. */
  public SQLException failure() {
    return failure;
  }

  /** Whether a failure of a statement that writes rows of a type is about its data. */
  static boolean isOne(SQLException e) {
    String state = e.getSQLState();
    return CODES.contains(e.getErrorCode())
        || (state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
  }
}
