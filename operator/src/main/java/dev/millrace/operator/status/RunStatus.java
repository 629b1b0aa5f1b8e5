package dev.millrace.operator.status;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.operation.Operation;
import dev.millrace.operation.Operations;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run, how much of its span is imported by any run, what keeps it from the rest, and who changed
 * it last.
 *
 * @param coveredSeconds the imported seconds of {@link RunSummary#totalSeconds}
 * @param operation the newest change by an operator; null when there is none
 */
public record RunStatus(
    RunSummary summary,
    long coveredSeconds,
    RunObstacles obstacles,
    @Nullable Operation operation) {

  /**
   * What the run has not imported itself, with slices that touch as one: the slices of a type do
   * not overlap, so the end less the sum of the lengths stays the same from slice to slice.
   */
  private static final String NOT_DONE =
      """
      SELECT type, MIN(window_from), MAX(window_to)
      FROM (
        SELECT type, window_from, window_to, window_to - SUM(window_to - window_from)
          OVER (PARTITION BY type ORDER BY window_from ROWS UNBOUNDED PRECEDING) AS island
        FROM millrace_slice WHERE run = ? AND state NOT IN ('done', 'split')) AS open
      GROUP BY type, island\
      """;

  /** The run of that number; empty when there is none. */
  public static Optional<RunSummary> find(Database database, long run) {
    return database.transact(connection -> RunSummary.find(connection, run));
  }

  /** The same with its coverage and its obstacles. */
  public static RunStatus of(Database database, RunSummary summary) {
    long others = database.transact(connection -> coveredByOthers(connection, summary.run()));
    return new RunStatus(
        summary,
        summary.doneSeconds() + others,
        RunObstacles.of(database, summary),
        Operations.newest(database, Operations.run(summary.run())).orElse(null));
  }

  private static long coveredByOthers(Connection connection, long run) throws SQLException {
    Map<String, List<Window>> open = new HashMap<>();
    Sql.list(
        connection,
        NOT_DONE,
        row ->
            open.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                .add(new Window(row.getLong(2), row.getLong(3))),
        run);
    long covered = 0;
    for (Map.Entry<String, List<Window>> of : open.entrySet()) {
      Spans spans = Spans.of(of.getValue());
      Window hull = spans.hull().orElseThrow();
      covered += Coverage.spans(connection, of.getKey(), hull).and(spans).seconds();
    }
    return covered;
  }

  /** The imported share of its span, from 0 to 1. */
  public double coveredShare() {
    return summary.totalSeconds() == 0 ? 1 : (double) coveredSeconds / summary.totalSeconds();
  }
}
