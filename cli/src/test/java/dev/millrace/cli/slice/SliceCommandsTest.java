package dev.millrace.cli.slice;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SliceCommandsTest {

  private final DeadPipeline pipeline = new DeadPipeline();

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void a_slice_is_shown_with_its_documents_and_attempts() {
    long slice = stage();

    Execution text = pipeline.run("slice", "show", "" + slice);

    assertThat(text.out())
        .contains(
            "slice %d   dead, of backfill run ".formatted(slice),
            "documents 9 fetched = 4 inserted + 5 rejected\n",
            " by w/1 from ",
            ", failed at ",
            ": no \\u202eluck\n",
            "part of   slice ",
            "rejected  d1  BAD_VALUE /a\n");
    String split = pipeline.run("slice", "show", "" + (slice + 1), "--json").out();
    assertDescribes("slice show", pipeline.run("slice", "show", "" + slice, "--json").out(), split);
  }

  @Test
  void a_dead_slice_is_redriven_and_then_cancelled_after_a_question() {
    long slice = pipeline.deadSlice("GithubType", 0, "no luck");
    String number = "" + slice;

    Execution redriven = pipeline.run("slice", "redrive", number, "--json");
    Execution again = pipeline.run("slice", "redrive", number);
    Execution kept = pipeline.answering("n", "slice", "cancel", number);

    assertThat(pipeline.slice(slice)).isEqualTo("sent 1");
    assertThat(again.err()).contains("slice %d is under way already".formatted(slice));
    assertThat(kept.status()).isEqualTo(1);
    Execution cancelled = pipeline.run("slice", "cancel", number, "--yes", "--json");
    assertThat(pipeline.slice(slice)).isEqualTo("cancelled 1");
    assertDescribes("slice redrive", redriven.out(), cancelled.out());
    assertThat(pipeline.run("slice", "cancel", number, "--yes").err())
        .contains("slice %d has ended".formatted(slice));
    assertThat(pipeline.run("slice", "show", "4711").err())
        .contains("the ledger has no slice 4711");
  }

  /** A dead slice that is a half of the next one. */
  private long stage() {
    long slice = pipeline.deadSlice("GithubType", 0, "no luck");
    pipeline.sql(
        """
        INSERT INTO millrace_slice (id, run, type, window_from, window_to, state, not_before,
          planned_at, ended_at, definition_version)
        SELECT id + 1, run, type, window_from, window_to + 600, 'split', NOW(3), NOW(3), NOW(3), 'v'
        FROM millrace_slice WHERE id = ?\
        """,
        slice);
    pipeline.sql(
        """
        INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
          lease_until, started_at, ended_at, fetched, inserted, rejected, error)
        VALUES (?, 'GithubType', 0, 600, 'w/1', 'failed', NOW(3), NOW(3), NOW(3), 9, 4, 5, ?)\
        """,
        slice,
        "no \u202eluck");
    pipeline.sql(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES ('GithubType', 'd1', ?, 'BAD_VALUE', '', '/a', 'v', '{}', 1, NOW(3), NOW(3))\
        """,
        slice);
    return slice;
  }
}
