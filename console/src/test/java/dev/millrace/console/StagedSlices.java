package dev.millrace.console;

import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.time.Window;
import java.util.List;
import java.util.UUID;

/** Slices with attempts of every kind, on a {@link ConsoleStage}. */
final class StagedSlices {

  private final ConsoleStage stage;
  private final String text;

  /**
   * @param text of workers, failures and documents
   */
  StagedSlices(ConsoleStage stage, String text) {
    this.stage = stage;
    this.text = text;
  }

  /** A half of a split slice, retrying after three attempts; one of them wrote documents. */
  long retrying() {
    long from = stage.now().getEpochSecond() - 20 * 3600;
    long run =
        new Runs(stage.database())
            .plan(
                RunKind.SCHEDULE,
                UUID.randomUUID().toString(),
                List.of(
                    slice(from, from + 1200),
                    slice(from, from + 600),
                    slice(from + 600, from + 1200)))
            .run();
    stage.sql(
        "UPDATE millrace_slice SET state = 'split', ended_at = NOW(3), error = 'too large'"
            + " WHERE run = ? AND window_to - window_from = 1200",
        run);
    stage.sql(
        "UPDATE millrace_slice SET state = 'done', ended_at = NOW(3), definition_version = 'v'"
            + " WHERE run = ? AND window_from = ?",
        run,
        from + 600);
    long slice =
        stage.number("SELECT MIN(id) FROM millrace_slice WHERE run = ? AND state = 'planned'", run);
    stage.sql(
        """
        UPDATE millrace_slice SET retries = 3, attempts = 3, error = ?,
          first_failed_at = NOW(3) - INTERVAL 3 HOUR, not_before = NOW(3) + INTERVAL 25 MINUTE,
          planned_at = NOW(3) - INTERVAL 4 HOUR
        WHERE id = ?\
        """,
        "timed out after 30 s: " + text,
        slice);
    attempt(slice, "revoked", 200, 190, 0, "");
    attempt(slice, "returned", 120, 119, 0, "the source answers 503: ");
    attempt(slice, "failed", 40, 12, 60, "timed out after 30 s: ");
    stage.sql(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES ('GithubType', ?, ?, 'BAD_VALUE', '', ?, 'v', '{}', 300, NOW(3), NOW(3))\
        """,
        "document-17",
        slice,
        "/data/" + text.substring(0, Math.min(text.length(), 300)));
    return slice;
  }

  /** Rechecks of GithubType at two ages, of which the first brought documents; a failing source. */
  void rechecks() {
    stage.sql(
        "UPDATE millrace_coverage SET definition_version ="
            + " (SELECT version FROM millrace_type WHERE type = 'GithubType')"
            + " WHERE type = 'GithubType' AND window_from >= ?",
        stage.now().getEpochSecond() - 6 * 86_400);
    for (int age : new int[] {3600, 86_400}) {
      long to = stage.now().getEpochSecond() - age;
      long run =
          new Runs(stage.database())
              .plan(
                  RunKind.RECHECK,
                  UUID.randomUUID().toString(),
                  List.of(slice(to - 1200, to - 600), slice(to - 600, to)))
              .run();
      stage.sql("UPDATE millrace_slice SET state = 'done', ended_at = NOW(3) WHERE run = ?", run);
      stage.sql(
          """
          INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
            started_at, lease_until, ended_at, fetched, inserted, updated, unchanged)
          SELECT id, type, window_from, window_to, 'w', 'done', NOW(3), NOW(3), NOW(3),
            128, ?, ?, 128 - ? - ?
          FROM millrace_slice WHERE run = ?\
          """,
          age == 3600 ? 4 : 0,
          age == 3600 ? 1 : 0,
          age == 3600 ? 4 : 0,
          age == 3600 ? 1 : 0,
          run);
    }
    stage.sql(
        "INSERT INTO millrace_source_type VALUES ('github.example', 'GithubType', NOW(3),"
            + " NOW(3) - INTERVAL 5 MINUTE, ?, NOW(3) + INTERVAL 20 SECOND)",
        "answered 500: " + text);
  }

  private static PlannedSlice slice(long from, long to) {
    return new PlannedSlice("GithubType", new Window(from, to));
  }

  /** From and to in minutes before now; a twentieth of the documents is rejected. */
  private void attempt(long slice, String state, int from, int to, int documents, String error) {
    stage.sql(
        """
        INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
          started_at, lease_until, ended_at, fetched, inserted, unchanged, filtered, rejected,
          error)
        SELECT id, type, window_from, window_to, ?, ?, NOW(3) - INTERVAL ? MINUTE,
          NOW(3) - INTERVAL ? MINUTE + INTERVAL 5 MINUTE, NOW(3) - INTERVAL ? MINUTE,
          ?, ?, ?, ?, ?, NULLIF(?, '')
        FROM millrace_slice WHERE id = ?\
        """,
        "import-1/%d %s".formatted(from % 30, text),
        state,
        from,
        to,
        to,
        documents,
        documents / 2,
        documents / 4,
        documents / 5,
        documents / 20,
        error.isEmpty() ? "" : error + text,
        slice);
  }
}
