package dev.millrace.ledger.history;

import dev.millrace.database.Packet;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.ledger.run.RunSummary;
import java.time.Duration;

/** Runs that ended long ago. */
final class EndedRunsLedger {

  static final Duration AGE = Duration.ofDays(90);

  private static final String SUMS =
      """
      SELECT CONCAT_WS(' ', SUM(slices), SUM(seconds), SUM(attempts), SUM(fetched),
        SUM(inserted), SUM(updated), SUM(unchanged), SUM(filtered), SUM(rejected),
        SUM(done_fetched)) FROM (
        SELECT 1 AS slices, window_to - window_from AS seconds, 0 AS attempts, 0 AS fetched,
          0 AS inserted, 0 AS updated, 0 AS unchanged, 0 AS filtered, 0 AS rejected,
          0 AS done_fetched FROM millrace_slice
        UNION ALL
        SELECT 0, 0, 1, fetched, inserted, updated, unchanged, filtered, rejected,
          IF(state = 'done', fetched, 0) FROM millrace_attempt
        UNION ALL
        SELECT slices, seconds, attempts, fetched, inserted, updated, unchanged, filtered,
          rejected, done_fetched FROM millrace_total) AS all_of_them""";

  private final EmptyLedger ledger;
  private final Attempts attempts;

  EndedRunsLedger(EmptyLedger ledger) {
    this.ledger = ledger;
    this.attempts = ledger.attempts("one");
  }

  /** Folds everything that ended ninety days ago; the number of slices. */
  int fold() {
    return new History(ledger.database(), System::nanoTime).fold(AGE);
  }

  /** An ended run whose slices, a minute each, have fetched ten documents. */
  long run(RunKind kind, int slices, String... types) {
    long run = ledger.plan(kind, slices, types);
    for (String type : types) {
      for (String slice :
          ledger.texts("SELECT id FROM millrace_slice WHERE run = ? AND type = ?", run, type)) {
        finish(Long.parseLong(slice), type);
      }
    }
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
    return run;
  }

  /** Imports a slice of ten documents. */
  void finish(long slice, String type) {
    Attempt attempt = ledger.claim(attempts, slice, type);
    ledger
        .database()
        .transact(
            connection -> {
              Packet.send(
                  connection,
                  packet -> Attempts.count(packet, attempt, new Counts(10, 5, 2, 1, 1, 1)));
              return attempt;
            });
    attempts.finish(attempt);
  }

  /** A further planned slice of a minute; its number. */
  long slice(long run, String type, long from) {
    ledger.update(
        """
        INSERT INTO millrace_slice
          (run, type, window_from, window_to, state, not_before, planned_at)
        VALUES (?, ?, ?, ?, 'planned', NOW(3), NOW(3))""",
        run,
        type,
        from,
        from + 60);
    return ledger.number("SELECT MAX(id) FROM millrace_slice");
  }

  /** The run ended 91 days ago. */
  void age(long run) {
    ledger.update("UPDATE millrace_run SET ended_at = NOW(3) - INTERVAL 91 DAY WHERE id = ?", run);
  }

  RunSummary summary(long run) {
    return ledger.database().transact(connection -> RunSummary.find(connection, run)).orElseThrow();
  }

  /** The number of rows of a control table. */
  long rows(String table) {
    return ledger.number("SELECT COUNT(*) FROM millrace_" + table);
  }

  /** What slices and attempts add up to, wherever they are. */
  String sums() {
    return ledger.text(SUMS);
  }
}
