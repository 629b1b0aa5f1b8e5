package dev.millrace.plan;

import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceChange;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Retires dead slices that a new run imports: a dead slice is cancelled when the run covers all its
 * missing parts. A slice that died while the run was being planned is not part of it, and stays
 * dead.
 */
final class TakeOver {

  private static final String DEAD =
      """
      SELECT id, window_from, window_to FROM millrace_slice
      WHERE type = ? AND state = 'dead' AND window_from >= ? AND window_to <= ?""";

  private TakeOver() {}

  /** In the transaction that plans the run. */
  static void by(Connection connection, long run, TypePlan plan) throws SQLException {
    Window asked = plan.asked();
    List<Dead> dead = Sql.list(connection, DEAD, Dead::read, plan.type(), asked.from(), asked.to());
    if (dead.isEmpty()) {
      return;
    }
    Spans covered = Coverage.spans(connection, plan.type());
    for (Dead slice : dead) {
      boolean askedFor = !slice.span().and(plan.spans()).isEmpty();
      if (askedFor && slice.span().without(plan.spans()).without(covered).isEmpty()) {
        String reason = "planned again by run %d; its last error was: ".formatted(run);
        Sql.update(connection, SliceChange.TAKEN_OVER.sql(), reason, slice.id());
      }
    }
  }

  private record Dead(long id, Spans span) {

    static Dead read(ResultSet row) throws SQLException {
      return new Dead(row.getLong(1), Spans.of(new Window(row.getLong(2), row.getLong(3))));
    }
  }
}
