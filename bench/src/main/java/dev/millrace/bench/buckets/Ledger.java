package dev.millrace.bench.buckets;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;

/** Slices that are planned and claimed as the worker does it. */
final class Ledger {

  private static final String SLICE = "SELECT id FROM millrace_slice WHERE run = ?";

  private final Database database;
  private final Attempts attempts;

  Ledger(Database database) {
    this.database = database;
    this.attempts = new Attempts(database, "benchmark", Duration.ofMinutes(5));
  }

  Attempts attempts() {
    return attempts;
  }

  /** Covers a window. */
  void cover(String type, Window window) {
    attempts.finish(claim(type, window));
  }

  Attempt claim(String type, Window window) {
    String trigger = "benchmark " + System.nanoTime();
    long run =
        new Runs(database)
            .plan(RunKind.BACKFILL, trigger, List.of(new PlannedSlice(type, window)))
            .run();
    long slice = database.transact(connection -> Sql.number(connection, SLICE, run));
    if (attempts.claim(slice, type) instanceof Claim.Claimed(Attempt attempt)) {
      return attempt;
    }
    throw new IllegalStateException("slice %d of %s cannot be claimed".formatted(slice, type));
  }
}
