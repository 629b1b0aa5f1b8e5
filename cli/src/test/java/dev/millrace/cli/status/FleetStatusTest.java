package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.MillraceMain;
import dev.millrace.cli.OperatorStage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** The workers and the lost slices in the output of {@code status}, and {@code resend}. */
final class FleetStatusTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @BeforeEach
  void forget_workers() {
    stage.sql("DELETE FROM millrace_worker");
    stage.sql("DELETE FROM millrace_source_type");
  }

  @Test
  void workers_are_shown_with_their_messages_and_their_silence() {
    worker("host/17", 7200, 5, 4);
    worker("host/18", 600, 70, 0);

    Execution run = stage.run("status");
    JsonNode workers = stage.run("status", "--json").json().path("workers");

    assertThat(run.out())
        .containsPattern(
            """
            workers  host/17 up 2 h( 0 min)?, 4 messages in processing
                     host/18 up 10 min( \\d+ s)?, 0 messages in processing, silent for 1 min 1\\d s
            """);
    assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    assertThat(workers.get(0).path("worker").asText()).isEqualTo("host/17");
    assertThat(workers.get(0).path("in_hand").asInt()).isEqualTo(4);
    assertThat(workers.get(1).path("last_sign_seconds").asLong()).isBetween(70L, 90L);
  }

  @Test
  void only_the_oldest_five_workers_are_listed() {
    for (int i = 0; i < 8; i++) {
      worker("host/" + i, 1000 - i, 1, 0);
    }

    assertThat(stage.run("status").out()).contains("host/4 up ", "and 3 more\n");
    assertThat(stage.run("status").out()).doesNotContain("host/5 up ");
  }

  @Test
  void waiting_slices_without_a_worker_are_reported() {
    stage.run("produce");

    assertThat(stage.run("status").lines()).contains("workers  none with a heartbeat");

    stage.sql("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 4 MINUTE");
    String never = stage.run("status").out();
    worker("host/17", 7200, 240, 0);
    String before = stage.run("status").out();
    JsonNode fleet = stage.run("status", "--json").json().path("fleet");

    long slices = stage.number("SELECT COUNT(*) FROM millrace_slice");
    assertThat(never)
        .contains("workers  none seen; %d slices wait; start a worker\n".formatted(slices));
    assertThat(before)
        .containsPattern(
            "workers  none seen for 4 min( \\d+ s)?; %d slices wait; start a worker\n"
                .formatted(slices));
    assertThat(fleet.path("missing").asBoolean()).isTrue();
    assertThat(fleet.path("waiting_slices").asLong()).isEqualTo(slices);
  }

  /** Functions give no heartbeat, but their attempts are in the ledger. */
  @Test
  void an_attempt_is_a_sign_of_a_worker() {
    stage.run("produce");
    stage.importAll();
    stage.run("produce", "--at=+0s");
    stage.run("backfill", "--types=T", "--from=-2d", "--only=all");
    stage.sql("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 4 MINUTE");

    assertThat(stage.run("status").out()).doesNotContain("none seen");
  }

  @Test
  void slices_that_are_not_on_the_queue_are_reported_and_sent_again() {
    stage.run("produce");
    long slices = stage.number("SELECT COUNT(*) FROM millrace_slice");
    stage.purge("import");
    stage.purge("backfill");
    stage.sql("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 2 MINUTE");

    String status = stage.run("status").out();
    JsonNode lost = stage.run("status", "--json").json().path("lost_slices");
    Execution dry = stage.run("resend", "--dry-run");
    Execution resent = stage.run("resend", "--json");

    assertThat(status)
        .containsPattern(
            """
            (?m)^         \\d+ slices were sent, but not on the import queue;
                     sent again at \\d\\d:\\d\\d UTC, or now by ./millrace resend
            """);
    assertThat(lost.get(0).path("queue").asText()).isEqualTo("import");
    assertThat(dry.out()).isEqualTo("%d slices would be sent again%n".formatted(slices));
    assertThat(resent.json().path("slices").asLong()).isEqualTo(slices);
    assertThat(stage.run("status").out()).doesNotContain("not on the");
    assertThat(stage.run("resend").out())
        .isEqualTo(
            "0 slices sent again; none was sent more than a minute ago and is still waiting\n");
  }

  @Test
  void failing_types_are_shown_by_source() {
    assertThat(stage.run("status").out()).doesNotContain("source ");

    for (String type : List.of("A", "B", "C", "D")) {
      failing(type, 605, 20, "the source failed: answered 500" + " and more".repeat(10));
    }
    failing("Forgotten", 7200, -601, "of a worker that was killed");
    stage.sql(
        "INSERT INTO millrace_source_type (source, type, blocked_until)"
            + " VALUES ('api:80', 'Blocked', NOW(3) + INTERVAL 605 SECOND),"
            + " ('api:80', 'Free', NOW(3) - INTERVAL 1 SECOND)");
    Execution run = stage.run("status");
    JsonNode sources = stage.run("status", "--json").json().path("source_failures");

    assertThat(run.out())
        .containsPattern(
            """
            source   api:80 fails for A, B, C and 1 more
                     since 10 min \\d+ s ago, next probe in \\d+ s; newest failure:
                     the source failed: answered 500 and more and more and more and more and
                     more and more and more and more and more and more
            source   api:80 asked to wait with Blocked
                     next request in 10 min( \\d s)?
            """)
        .doesNotContain("Forgotten", "Free");
    assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    assertThat(sources).hasSize(5);
    assertThat(sources.get(0).path("type").asText()).isEqualTo("A");
    assertThat(sources.get(0).path("since_seconds").asLong()).isBetween(605L, 640L);
    assertThat(sources.get(2).path("type").asText()).isEqualTo("Blocked");
    assertThat(sources.get(2).path("since_seconds").isNull()).isTrue();
  }

  @Test
  void a_run_shows_what_keeps_it_from_its_end() {
    stage.run("backfill", "--types=T", "--from=-30d", "--to=-29d");
    String run = Long.toString(stage.newestRun());
    String before = stage.run("status", run).out();

    failing("T", 605, 20, "the source failed: answered 500");
    failing("U", 605, 20, "of another type");
    stage.sql(
        "UPDATE millrace_slice SET state = 'sent', sent_at = NOW(3) - INTERVAL 4 MINUTE"
            + " WHERE run = ? LIMIT 3",
        run);
    String active = stage.run("status", run).out();
    JsonNode json = stage.run("status", run, "--json").json();
    stage.run("pause", run);
    String paused = stage.run("status", run).out();

    assertThat(before).doesNotContain("source ", "workers ");
    assertThat(active)
        .containsPattern(
            """

            source   api:80 fails for T
                     since 10 min \\d+ s ago, next probe in \\d+ s; newest failure:
                     the source failed: answered 500
            workers  none seen; 3 slices wait; start a worker
            \\z\
            """);
    assertThat(json.path("source_failures").findValuesAsText("type")).containsExactly("T");
    assertThat(json.path("fleet").path("missing").asBoolean()).isTrue();
    assertThat(paused).doesNotContain("source ", "workers ");
  }

  @Test
  void a_watched_run_says_once_that_its_source_fails() throws Exception {
    stage.run("backfill", "--types=T", "--from=-30d", "--to=-29d");
    String run = Long.toString(stage.newestRun());
    failing("T", 605, 20, "the source failed: answered 500");
    StringWriter err = new StringWriter();
    CommandLine command =
        MillraceMain.commandLine(stage.environment())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err, true));

    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(() -> command.execute("status", run, "--watch"));
    long looks = 0;
    while (looks < 5 && !watch.isDone()) {
      Thread.sleep(300);
      looks += err.toString().contains("fails for T") ? 1 : 0;
    }
    stage.importAll();

    assertThat(watch.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(err.toString()).containsOnlyOnce("source   api:80 fails for T\n");
  }

  private static void failing(String type, int since, int next, String failure) {
    stage.sql(
        "INSERT INTO millrace_source_type VALUES ('api:80', ?, NOW(3) - INTERVAL 1 DAY,"
            + " NOW(3) - INTERVAL ? SECOND, ?, NOW(3) + INTERVAL ? SECOND)",
        type,
        since,
        failure,
        next);
  }

  private static void worker(String name, int since, int silent, int inHand) {
    stage.sql(
        "INSERT INTO millrace_worker VALUES (?, NOW(3) - INTERVAL ? SECOND,"
            + " NOW(3) - INTERVAL ? SECOND, ?)",
        name,
        since,
        silent,
        inHand);
  }
}
