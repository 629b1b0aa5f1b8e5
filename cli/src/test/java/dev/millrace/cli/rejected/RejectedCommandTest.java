package dev.millrace.cli.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands for rejected documents. */
final class RejectedCommandTest {

  private final DeadPipeline pipeline = new DeadPipeline();
  private long slice;

  @BeforeEach
  void documents_were_rejected() {
    pipeline.sql(
        "INSERT INTO millrace_type (type, version, definition, applied_at)"
            + " VALUES ('GithubType', '', '', NOW(3))");
    slice = pipeline.deadSlice("GithubType", 0, "no luck");
    reject("GithubType", "a\u001B\u202E1", "BAD_VALUE", "expected a number, found \"x\"");
    reject("GithubType", "b", "BAD_VALUE", "expected a number, found \"y\"");
    reject("SlackType", "c", "TOO_LONG", "expected 10 characters, found 11");
  }

  private void reject(String type, String id, String reason, String message) {
    pipeline.sql(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES (?, ?, ?, ?, ?, '/data/n', 'v', '{"id":1}', 300,
          '2026-01-02 03:04:05', '2026-01-02 03:04:06')""",
        type,
        id.getBytes(UTF_8),
        slice,
        reason,
        message);
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void the_list_counts_by_type_and_reason() {
    Execution run = pipeline.run("rejected", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .isEqualTo(
            """
            type        reason     documents  first seen            last seen
            GithubType  BAD_VALUE          2  2026-01-02T03:04:05Z  2026-01-02T03:04:06Z
            SlackType   TOO_LONG           1  2026-01-02T03:04:05Z  2026-01-02T03:04:06Z
            """);
  }

  @Test
  void the_json_list_is_one_object() {
    Execution run = pipeline.run("rejected", "list", "--json", "--reason=too_long");

    assertThat(run.out())
        .isEqualTo(
            """
            {"groups":[{"type":"SlackType","reason":"TOO_LONG","documents":1,\
            "oldest":"2026-01-02T03:04:05Z","newest":"2026-01-02T03:04:06Z"}]}
            """);
  }

  @Test
  void a_document_is_shown_in_full_without_control_characters() {
    Execution run = pipeline.run("rejected", "show", "--type=GithubType", "--max=1");

    assertThat(run.out())
        .isEqualTo(
            """
            GithubType
              id           a\\u001b\\u202e1
              reason       BAD_VALUE
              message      expected a number, found "x"
              path         /data/n
              definition   v
              slice        %d
              first seen   2026-01-02T03:04:05Z
              last seen    2026-01-02T03:04:06Z
              received at  1970-01-01T00:05:00Z
              raw          {"id":1}
            """
                .formatted(slice));
    assertThat(run.err()).contains("stopped after --max");
  }

  @Test
  void json_documents_keep_every_character() {
    Execution run = pipeline.run("rejected", "show", "--id=c", "--json");

    assertThat(run.out())
        .isEqualTo(
            """
            {"documents":[{"type":"SlackType","id":"c","reason":"TOO_LONG",\
            "message":"expected 10 characters, found 11","path":"/data/n","definition":"v",\
            "slice":%d,"first_seen":"2026-01-02T03:04:05Z","last_seen":"2026-01-02T03:04:06Z",\
            "received_at":"1970-01-01T00:05:00Z","raw":"{\\"id\\":1}"}]}
            """
                .formatted(slice));
  }

  @Test
  void a_dry_run_of_replay_prints_the_effect_and_changes_nothing() {
    Execution dry = pipeline.run("rejected", "replay", "--type=GithubType", "--dry-run");

    assertThat(dry.out()).isEqualTo("2 rejected documents would be imported again, in 1 slice\n");
    assertThat(pipeline.take("backfill")).isEmpty();
  }

  @Test
  void a_replay_sends_slices_around_the_documents() {
    Execution run = pipeline.run("rejected", "replay", "--type=GithubType", "--json");

    assertThat(run.err()).isEmpty();
    String planned = pipeline.text("SELECT MAX(id) FROM millrace_run");
    assertThat(run.out())
        .isEqualTo(
            "{\"dry_run\":false,\"run\":%s,\"documents\":2,\"slices\":1}\n".formatted(planned));
    assertThat(pipeline.take("backfill"))
        .singleElement()
        .asString()
        .contains("\"type\":\"GithubType\",\"from\":299,\"to\":302");
    assertThat(pipeline.run("rejected", "replay", "--type=GithubType").out())
        .matches("run \\d+ imports 2 rejected documents again, in 1 slice; watch it with .*\n");
  }

  @Test
  void drop_asks_first() {
    assertThat(pipeline.answering("n", "rejected", "drop").status()).isEqualTo(1);
    assertThat(pipeline.answering(null, "rejected", "drop").err())
        .contains(
            "3 rejected documents would be dropped; pass --yes to confirm when there is no"
                + " terminal");
    assertThat(pipeline.run("rejected", "drop", "--dry-run").out())
        .isEqualTo("3 rejected documents would be dropped\n");
    assertThat(pipeline.text("SELECT COUNT(*) FROM millrace_rejected")).isEqualTo("3");

    assertThat(pipeline.answering("y", "rejected", "drop", "--reason=bad").out())
        .isEqualTo("2 rejected documents dropped\n");
    assertThat(pipeline.run("rejected", "drop", "--yes", "--json").out())
        .isEqualTo("{\"dry_run\":false,\"dropped\":1}\n");

    assertThat(pipeline.run("rejected", "list").out()).isEqualTo("no rejected documents\n");
  }

  @Test
  void an_invalid_number_is_invalid_usage() {
    Execution run = pipeline.run("rejected", "show", "--max=0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--max must be 1 or more, but is 0");
  }
}
