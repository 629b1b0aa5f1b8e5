package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.source.Kind;
import dev.millrace.torture.source.World;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Judges the tables at rest. */
public final class Oracle {

  private final Tables tables;
  private final World world;
  private final long from;

  /**
   * @param from the first second that must be imported, unix seconds
   */
  public Oracle(Tables tables, World world, long from) {
    this.tables = tables;
    this.world = world;
    this.from = from;
  }

  /** All that holds at any rest. */
  public List<Violation> atRest() throws SQLException {
    return check(false);
  }

  /**
   * All that holds after everything was imported again since the last change of a document.
   *
   * @param to up to which second, exclusive
   */
  public List<Violation> atLast(long to) throws SQLException {
    List<Violation> violations = check(true);
    LedgerCheck ledger = new LedgerCheck(tables, world, ProbeHistory.read(tables));
    for (Kind kind : Kind.values()) {
      violations.addAll(ledger.gaps(kind, from, to));
    }
    return violations;
  }

  private List<Violation> check(boolean last) throws SQLException {
    LedgerCheck ledger = new LedgerCheck(tables, world, ProbeHistory.read(tables));
    RowCheck rows = new RowCheck(tables, world, from, last);
    CountCheck counts = new CountCheck(tables);
    List<Violation> violations = new ArrayList<>(ledger.run());
    for (Kind kind : Kind.values()) {
      violations.addAll(ledger.coverage(kind));
      violations.addAll(rows.run(kind));
      String own = kind.shared() ? "WHERE document_type = '" + kind.type() + "'" : "";
      violations.addAll(counts.run(kind.type(), kind.table(), "occurred_at", own));
    }
    violations.addAll(counts.run("Strange", "Strange", "moment", ""));
    return violations;
  }
}
