package dev.millrace.rejected;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs;
import dev.millrace.time.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Plans the import of rejected documents once more. They are fetched again, by slices around the
 * second of each, so that the newest content meets the newest definition and the usual one writer;
 * a document whose second is not known is fetched with the slice that it came in. Thread-safe.
 */
public final class Replays {

  /** Rejected since there is no event for their code; one may appear. */
  public static final String MISSING_LOOKUP = "UNKNOWN_EVENT_CODE";

  /** A document's timestamp may lie a second beside the key that it is stored under. */
  private static final int BESIDE = 1;

  private static final String WINDOWS =
      """
      SELECT r.type, COALESCE(r.received_at - %1$d, s.window_from) AS begins,
        COALESCE(r.received_at + %1$d + 1, s.window_to) AS ends
      FROM millrace_rejected r LEFT JOIN millrace_slice s ON s.id = r.slice
      JOIN millrace_type t ON t.type = r.type
      WHERE (r.received_at IS NOT NULL OR s.id IS NOT NULL) AND %2$s"""
          .formatted(BESIDE, "%s");

  private static final String SELECTED =
      "SELECT type, document FROM millrace_rejected WHERE "
          + Selected.SQL
          + " ORDER BY type, document LIMIT ?";

  private static final String OF_SELECTED =
      WINDOWS.formatted("(r.type, r.document) IN (SELECT * FROM (" + SELECTED + ") AS chosen)");

  /**
   * Each hour, from an hour after the last try to a week after the first; not while an earlier try
   * is under way, nor where a slice is dead, which waits for a person.
   */
  private static final String OF_MISSING =
      WINDOWS.formatted(
              """
              r.reason = ? AND r.last_seen < NOW(3) - INTERVAL 1 HOUR
              AND r.first_seen > NOW(3) - INTERVAL 7 DAY
              AND NOT EXISTS (
                SELECT 1 FROM millrace_run u WHERE u.ended_at IS NULL AND u.kind = 'backfill'
                  AND u.trigger_key LIKE 'lookups %')
              AND NOT EXISTS (
                SELECT 1 FROM millrace_slice d WHERE d.type = r.type AND d.state = 'dead'
                  AND d.window_from <= COALESCE(r.received_at, s.window_from)
                  AND d.window_to > COALESCE(r.received_at, s.window_from))""")
          + " LIMIT ?";

  private static final String HOUR = "SELECT DATE_FORMAT(UTC_TIMESTAMP(), '%Y-%m-%dT%H')";

  private static final int MOST_RETRIES = 10_000;

  private final Database database;
  private final Runs runs;

  public Replays(Database database) {
    this.database = database;
    this.runs = new Runs(database);
  }

  /** The slices that {@link #plan} would plan now. */
  public List<PlannedSlice> slices(Selected selected, int most) {
    List<Object> parameters = new ArrayList<>();
    Collections.addAll(parameters, selected.parameters());
    parameters.add(most);
    return slices(OF_SELECTED, parameters.toArray());
  }

  /** Plans the slices as one backfill, to be sent like any other. */
  public void plan(String trigger, List<PlannedSlice> slices) {
    runs.plan(RunKind.BACKFILL, trigger, slices);
  }

  /**
   * Plans, at most once in an hour, the import of what was rejected since a lookup found nothing;
   * how many slices.
   */
  public int retryLookups() {
    List<PlannedSlice> slices = slices(OF_MISSING, MISSING_LOOKUP, MOST_RETRIES);
    if (slices.isEmpty()) {
      return 0;
    }
    String hour =
        database.transact(
            connection -> Sql.first(connection, HOUR, row -> row.getString(1)).orElseThrow());
    return runs.plan(RunKind.BACKFILL, "lookups " + hour, slices).fresh() ? slices.size() : 0;
  }

  private List<PlannedSlice> slices(String sql, Object... parameters) {
    return joined(
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT * FROM (" + sql + ") AS windows ORDER BY type, begins",
                    Replays::slice,
                    parameters)));
  }

  private static PlannedSlice slice(ResultSet row) throws SQLException {
    return new PlannedSlice(row.getString(1), new Window(row.getLong(2), row.getLong(3)));
  }

  /** Those of a type that overlap or touch as one, so that they do not wait for each other. */
  static List<PlannedSlice> joined(List<PlannedSlice> slices) {
    List<PlannedSlice> joined = new ArrayList<>();
    for (PlannedSlice slice : slices) {
      Window window = slice.window();
      if (!joined.isEmpty()
          && joined.getLast().type().equals(slice.type())
          && joined.getLast().window().to() >= window.from()) {
        Window last = joined.removeLast().window();
        window = new Window(last.from(), Math.max(last.to(), window.to()));
      }
      joined.add(new PlannedSlice(slice.type(), window));
    }
    return joined;
  }
}
