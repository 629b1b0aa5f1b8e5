package dev.millrace.operator.status;

import dev.millrace.database.Database;
import dev.millrace.ledger.run.RunSummary;
import java.util.Optional;

/** Looks up single runs. */
public final class RunStatus {

  private RunStatus() {}

  /** The run of that number; empty when there is none. */
  public static Optional<RunSummary> find(Database database, long run) {
    return database.transact(connection -> RunSummary.find(connection, run));
  }
}
