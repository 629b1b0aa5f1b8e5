package dev.millrace.cli.json;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The JSON of the commands for dead letters and rejected documents is what the page describes. */
class DeadLettersJsonTest {

  private final DeadPipeline pipeline = new DeadPipeline();

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void dead_letters() {
    long slice = pipeline.deadSlice("GithubType", 0, "no luck");
    pipeline.letter(
        "backfill",
        DeadPipeline.message(slice, "GithubType"),
        Map.of("reason", "no luck", "run", "7"));

    assertDescribes("dlq list", json("dlq", "list"));
    assertDescribes("dlq show", json("dlq", "show"));
    assertDescribes("dlq redrive", json("dlq", "redrive", "--dry-run"));
    assertDescribes("dlq drop", json("dlq", "drop", "--yes"));
  }

  @Test
  void rejected_documents() {
    pipeline.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at)"
            + " VALUES ('GithubType', '', '', NOW(3))");
    pipeline.sql(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES ('GithubType', 'a', ?, 'BAD_VALUE', 'expected a number', '/data/n', 'v', '{"id":1}',
          300, '2026-01-02 03:04:05', '2026-01-02 03:04:06')""",
        pipeline.deadSlice("GithubType", 0, "no luck"));

    assertDescribes("rejected list", json("rejected", "list"));
    assertDescribes("rejected show", json("rejected", "show"));
    assertDescribes("rejected replay", json("rejected", "replay"));
    assertDescribes("rejected drop", json("rejected", "drop", "--yes"));
  }

  private String json(String... arguments) {
    Execution run =
        pipeline.run(
            Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }
}
