package dev.millrace.operator.status;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operation.Operation;
import dev.millrace.operation.Operations;
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

  /** A span of the coverage is not longer than a day. */
  private static final String COVERED_BY_OTHERS =
      """
      SELECT SUM(LEAST(c.window_to, s.window_to) - GREATEST(c.window_from, s.window_from))
      FROM millrace_slice s JOIN millrace_coverage c
        ON c.type = s.type AND c.window_from > s.window_from - 86400
        AND c.window_from < s.window_to AND c.window_to > s.window_from
      WHERE s.run = ? AND s.state NOT IN ('done', 'split')\
      """;

  /** The run of that number; empty when there is none. */
  public static Optional<RunSummary> find(Database database, long run) {
    return database.transact(connection -> RunSummary.find(connection, run));
  }

  /** The same with its coverage and its obstacles. */
  public static RunStatus of(Database database, RunSummary summary) {
    long others =
        database.transact(connection -> Sql.number(connection, COVERED_BY_OTHERS, summary.run()));
    return new RunStatus(
        summary,
        summary.doneSeconds() + others,
        RunObstacles.of(database, summary),
        Operations.newest(database, Operations.run(summary.run())).orElse(null));
  }

  /** The imported share of its span, from 0 to 1. */
  public double coveredShare() {
    return summary.totalSeconds() == 0 ? 1 : (double) coveredSeconds / summary.totalSeconds();
  }
}
