package dev.millrace.operator.check;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Window;
import java.util.List;

/** The numbers of the ledger that must be zero at rest, and the spans that are known not done. */
public final class LedgerAudit {

  private static final String STALE = "SELECT COUNT(*) FROM millrace_stale_bucket WHERE type = ?";

  private static final String OPEN =
      """
      SELECT COUNT(*) FROM millrace_slice
      WHERE type = ? AND state\s"""
          + SliceState.IN_OPEN;

  private static final String UNACCOUNTED =
      """
      SELECT COUNT(*) FROM millrace_attempt WHERE type = ?
        AND fetched <> inserted + updated + unchanged + filtered + rejected + outside""";

  private static final String DEAD =
      """
      SELECT window_from, window_to FROM millrace_slice
      WHERE type = ? AND state IN ('dead', 'cancelled')""";

  private static final String FIRST_ATTEMPT =
      """
      SELECT MIN(a.number) FROM millrace_attempt a
      JOIN millrace_slice s ON s.id = a.slice WHERE s.run = ?""";

  private final Database database;

  public LedgerAudit(Database database) {
    this.database = database;
  }

  /** The number of stale buckets of a type. */
  public long stale(String type) {
    return number(STALE, type);
  }

  /** The number of slices of a type that have not ended. */
  public long open(String type) {
    return number(OPEN, type);
  }

  /** The number of attempts of a type whose documents do not all have an outcome. */
  public long unaccounted(String type) {
    return number(UNACCOUNTED, type);
  }

  /** The windows of the dead and cancelled slices of a type. */
  public List<Window> dead(String type) {
    return database.transact(
        connection ->
            Sql.list(connection, DEAD, row -> new Window(row.getLong(1), row.getLong(2)), type));
  }

  /** The number of the first attempt of a run; 0 if there is none. */
  public long firstAttempt(long run) {
    return number(FIRST_ATTEMPT, run);
  }

  private long number(String sql, Object parameter) {
    return database.transact(connection -> Sql.number(connection, sql, parameter));
  }
}
