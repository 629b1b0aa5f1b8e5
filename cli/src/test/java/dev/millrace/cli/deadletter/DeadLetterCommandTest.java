package dev.millrace.cli.deadletter;

import static dev.millrace.cli.DeadPipeline.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for dead letters and dead slices. */
final class DeadLetterCommandTest {

  private static final String HINT =
      "{\"kind\":\"buckets\",\"type\":\"SlackType\",\"from\":0,\"to\":300}";
  private static final String NO_LUCK = "MalformedAnswerException: no luck";

  private final DeadPipeline pipeline = new DeadPipeline();
  private long told;
  private long untold;

  @BeforeEach
  void things_have_died() {
    told = pipeline.deadSlice("GithubType", 0, NO_LUCK);
    untold = pipeline.deadSlice("GithubType", 600, NO_LUCK);
    pipeline.letter(
        "backfill",
        message(told, "GithubType"),
        Map.of("reason", NO_LUCK, "run", "7", "exception", "E: \u009B31mred\n"));
    pipeline.letter(
        "backfill", message(99, "GithubType"), Map.of("reason", "slice 99 is not in the ledger"));
    pipeline.letter(
        "backfill", message(98, "GithubType"), Map.of("reason", "slice 98 is not in the ledger"));
    pipeline.letter("aggregate", HINT, Map.of("reason", "a bug", "replays", "3"));
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void the_list_counts_by_queue_type_and_reason_and_names_the_dead_without_a_letter() {
    Execution run = pipeline.run("dlq", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(timeless(run))
        .isEqualTo(
            """
            queue      type        letters  oldest                reason
            backfill   GithubType        2  …  slice # is not in the ledger
            backfill   GithubType        1  …  MalformedAnswerException: no luck
            aggregate  SlackType         1  …  a bug
            1 slice is dead in the ledger without a letter; redrive includes it
            """);
  }

  @Test
  void the_json_list_is_one_object_with_the_same_selection() {
    Execution run = pipeline.run("dlq", "list", "--json", "--type=GithubType", "--reason=NO LUCK");

    assertThat(timeless(run))
        .isEqualTo(
            """
            {"groups":[{"queue":"backfill","type":"GithubType",\
            "reason":"MalformedAnswerException: no luck","letters":1,"oldest":"…"}],\
            "dead_slices_without_letter":1,"complete":true}
            """);
  }

  @Test
  void a_letter_is_shown_in_full_without_control_characters() {
    Execution run = pipeline.run("dlq", "show", "--queue=backfill", "--reason", "no luck");

    assertThat(timeless(run).replaceAll("[0-9a-f-]{36}", "ID"))
        .isEqualTo(
            """
            backfill GithubType
              reason         MalformedAnswerException: no luck
              exception      E: \\u009b31mred\\n
              run            7
              id             ID
              dead since     …
              body           {"version":1,"kind":"slice","id":%d,"type":"GithubType","from":0,"to":600}
            """
                .formatted(told));
    assertThat(pipeline.run("dlq", "show", "--queue=backfill", "--max=2").lines())
        .filteredOn(line -> line.equals("backfill GithubType"))
        .as("no message stays hidden, and at most --max are shown")
        .hasSize(2);
  }

  @Test
  void json_letters_keep_every_character() {
    Execution run = pipeline.run("dlq", "show", "--queue=backfill", "--reason=no luck", "--json");

    assertThat(timeless(run).replaceAll("[0-9a-f-]{36}", "ID"))
        .isEqualTo(
            """
            {"letters":[{"queue":"backfill","type":"GithubType",\
            "reason":"MalformedAnswerException: no luck","id":"ID","sent_at":"…",\
            "receive_count":1,"body":"{\\"version\\":1,\\"kind\\":\\"slice\\",\\"id\\":%d,\
            \\"type\\":\\"GithubType\\",\\"from\\":0,\\"to\\":600}",\
            "attributes":{"exception":"E: \\u009b31mred\\n",\
            "reason":"MalformedAnswerException: no luck","run":"7"}}],"complete":true}
            """
                .formatted(told));
  }

  @Test
  void a_dry_run_of_redrive_prints_the_effect_and_changes_nothing() {
    pipeline.sql(
        """
        INSERT INTO millrace_type (type, version, definition, applied_at, by_ingest_time)
        VALUES ('SlackType', '00000000000000aa',
          'type: SlackType\ncolumns: { n: { from: /data/n } }', NOW(3), TRUE)""");
    Execution dry = pipeline.run("dlq", "redrive", "--dry-run", "--max-redrives=4");

    assertThat(dry.out())
        .isEqualTo(
            """
            this would be done (--dry-run):
                  1 sent again (messages)
                  2 planned again (slices)
                  2 skipped: the slice is not in the ledger
            """);
    assertThat(pipeline.slice(told)).isEqualTo("dead 0");
    assertThat(pipeline.take("aggregate")).isEmpty();
  }

  @Test
  void a_message_that_no_worker_can_read_is_not_redriven() {
    pipeline.letter("import", "oops{", Map.of("reason", "not JSON"));
    String skipped =
        "      1 skipped: this version cannot read it; update, or see ./millrace dlq drop\n";

    assertThat(pipeline.run("dlq", "redrive", "--queue=import", "--dry-run").out())
        .isEqualTo("this would be done (--dry-run):\n" + skipped);
    assertThat(pipeline.run("dlq", "redrive", "--queue=import").out()).isEqualTo(skipped);
    assertThat(pipeline.take("import")).isEmpty();
    assertThat(pipeline.take("import-dead-letters")).containsExactly("oops{");
  }

  /** It promised to send what a worker refuses at once, until the redrives were used up. */
  @Test
  void letters_of_unknown_types_are_not_promised() {
    String skipped = "      1 skipped: unknown document type; run ./millrace types apply first\n";

    assertThat(pipeline.run("dlq", "redrive", "--queue=aggregate", "--max-redrives=4").out())
        .isEqualTo(skipped);
    assertThat(
            pipeline
                .run("dlq", "redrive", "--queue=aggregate", "--max-redrives=4", "--dry-run")
                .out())
        .isEqualTo("this would be done (--dry-run):\n" + skipped);
  }

  @Test
  void redrive_plans_and_sends_slices_and_reports_skipped_ones() {
    Execution run = pipeline.run("dlq", "redrive");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
                  2 planned again (slices)
                  1 skipped: already redriven 3 times or more, see --max-redrives
                  2 skipped: the slice is not in the ledger
            """);
    assertThat(List.of(pipeline.slice(told), pipeline.slice(untold)))
        .containsExactly("sent 1", "sent 1");
    assertThat(pipeline.take("backfill")).hasSize(2);
    assertThat(pipeline.take("backfill-dead-letters")).hasSize(2);
    assertThat(pipeline.take("aggregate-dead-letters")).containsExactly(HINT);
  }

  @Test
  void redrive_respects_selection_rate_and_maximum() {
    Execution run =
        pipeline.run(
            "dlq",
            "redrive",
            "--queue=backfill",
            "--max=1",
            "--rate=50",
            "--json",
            "--reason=no luck");

    assertThat(run.out())
        .isEqualTo(
            """
            {"dry_run":false,"sent":0,"planned":1,"not_dead":0,"redriven_too_often":0,"run_cancelled":0,\
            "unknown_slice":0,"unknown_type":0,"empty_window":0,"misplaced":0,\
            "unreadable":0,"too_large":0}
            """);
    assertThat(run.err()).isEqualTo("millrace: stopped after --max; there may be more\n");
    assertThat(List.of(pipeline.slice(told), pipeline.slice(untold)))
        .containsExactly("sent 1", "dead 0");
  }

  @Test
  void without_dead_slices_there_is_nothing_to_redrive() {
    assertThat(pipeline.run("dlq", "redrive", "--queue=import").out())
        .isEqualTo("nothing to redrive\n");
    assertThat(pipeline.run("dlq", "list", "--queue=import").out()).isEqualTo("no dead letters\n");
  }

  @Test
  void dropping_asks_and_a_slice_stays_dead() {
    Execution run = pipeline.answering("y", "dlq", "drop", "--queue=backfill", "--reason=no luck");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            1 dead letter dropped
            1 slice stays dead in the ledger; redrive can still retry it
            """);
    assertThat(pipeline.slice(told)).isEqualTo("dead 0");
    assertThat(pipeline.take("backfill-dead-letters"))
        .doesNotContain(message(told, "GithubType"))
        .hasSize(2);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "n", "yesterday"})
  void without_a_yes_nothing_is_dropped(@org.jspecify.annotations.Nullable String answer) {
    Execution run = pipeline.answering(answer, "dlq", "drop", "--queue=backfill");

    assertThat(run.out()).isEmpty();
    if (answer == null) {
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "millrace: 3 dead letters would be dropped; pass --yes to confirm when there is no"
                  + " terminal;"
                  + " see millrace dlq drop --help\n");
    } else {
      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err()).isEqualTo("millrace: nothing was dropped\n");
    }
    assertThat(pipeline.take("backfill-dead-letters")).hasSize(3);
  }

  @Test
  void yes_skips_the_question_and_a_dry_run_drops_nothing() {
    Execution dry =
        pipeline.answering(null, "dlq", "drop", "--queue=backfill", "--dry-run", "--json");
    Execution run = pipeline.answering(null, "dlq", "drop", "--queue=backfill", "--yes", "--json");

    assertThat(dry.out()).isEqualTo("{\"dry_run\":true,\"dropped\":3,\"slices_still_dead\":1}\n");
    assertThat(run.out()).isEqualTo("{\"dry_run\":false,\"dropped\":3,\"slices_still_dead\":1}\n");
    assertThat(pipeline.take("backfill-dead-letters")).isEmpty();
    assertThat(pipeline.take("aggregate-dead-letters")).hasSize(1);
  }

  private static String timeless(Execution run) {
    return run.out().replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "…");
  }
}
