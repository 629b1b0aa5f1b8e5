package dev.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The planning commands over a real ledger and real queues. */
final class PlanningCommandsTest {

  private static final String DAY = "2019-03-31T00:00:00Z";
  private static final String NEXT_DAY = "2019-04-01T00:00:00Z";

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @Test
  void a_tick_is_planned_once() {
    Execution first = stage.run("produce", "--at", DAY);
    Execution again = stage.run("produce", "--at", DAY);
    Execution next = stage.run("produce", "--at", NEXT_DAY, "--json");

    assertThat(first.err()).isEmpty();
    assertThat(first.out())
        .isEqualTo(
            "run %d planned: 4 slices; 0 more to heal gaps, 0 rechecks\n"
                .formatted(stage.number("SELECT MIN(id) FROM millrace_run")));
    assertThat(again.out()).endsWith(" already exists\n");
    assertThat(next.json().path("healing").asInt()).as("a day, by the hour").isBetween(46, 48);
  }

  @Test
  void a_dry_run_prints_the_plan_and_changes_nothing() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    stage.importAll();
    stage.sql("UPDATE millrace_attempt SET fetched = 36, inserted = 36");
    long before = stage.number("SELECT COUNT(*) FROM millrace_slice");

    Execution run =
        stage.run("backfill", "--from", DAY, "--to", NEXT_DAY, "--only", "all", "--dry-run");

    assertThat(run.lines())
        .containsExactly(
            "T             24 slices of 1h    about 860 documents",
            "U             24 slices of 1h    density unknown",
            "all           48 slices, 96 calls; at 25.00 slices per second, 2 s or more",
            "nothing was planned (--dry-run)");
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice")).isEqualTo(before);
  }

  @Test
  void a_window_with_nothing_to_import_is_refused() {
    Execution run = stage.run("backfill", "--from", "-30s");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("millrace: nothing can be imported: the window begins at ")
        .endsWith(", which is 60 s ago\n");
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  @Test
  void a_range_is_excluded_with_a_reason_and_the_exclusion_lifted() {
    String[] range = {"--type=T", "--from=" + DAY, "--to=" + NEXT_DAY};

    Execution excluded =
        stage.run("exclude", range[0], range[1], range[2], "--because", "sold to another company");
    Execution json = stage.run("exclude", range[0], range[1], range[2], "--because=x", "--json");
    Execution lifted =
        stage.run("exclude", range[0], range[1], "--to=2019-03-31T06:00:00Z", "--lift");
    Execution nothing =
        stage.run("exclude", range[0], range[1], "--to=2019-03-31T06:00:00Z", "--lift");

    assertThat(excluded.out())
        .isEqualTo(
            "T: excluded 2019-03-31T00:00:00Z to 2019-04-01T00:00:00Z (1 d); undo with --lift\n");
    assertThat(json.json().path("excluded_seconds").asLong()).isEqualTo(86_400);
    assertThat(lifted.out())
        .isEqualTo(
            "T: 6 h no longer excluded from 2019-03-31T00:00:00Z to 2019-03-31T06:00:00Z; ticks"
                + " import the missing time\n");
    assertThat(nothing.out()).startsWith("T: nothing was excluded from ");
    assertThat(stage.number("SELECT SUM(window_to - window_from) FROM millrace_exclusion"))
        .isEqualTo(2 * 18 * 3600);
  }

  @Test
  void only_a_known_type_is_excluded() {
    Execution run =
        stage.run("exclude", "--type=Nobody", "--from=0", "--to=600", "--because=no reason");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("there is no document type 'Nobody'");
  }

  @Test
  void a_run_is_paused_resumed_and_cancelled() {
    stage.run("backfill", "--from", DAY, "--to", NEXT_DAY);
    String run = Long.toString(stage.newestRun());

    assertThat(stage.run("pause", run).out()).isEqualTo("run %s is paused\n".formatted(run));
    assertThat(stage.run("pause", run).out())
        .isEqualTo("run %s was already paused\n".formatted(run));
    assertThat(stage.run("resume", run, "--json").json().path("state").asText())
        .isEqualTo("active");
    Execution nobody = stage.answering(null, "cancel", run);
    Execution no = stage.answering("n", "cancel", run);
    assertThat(nobody.status()).isEqualTo(2);
    assertThat(nobody.err())
        .isEqualTo(
            ("millrace: 48 open slices of run %s would be cancelled; pass --yes to confirm when"
                    + " there is no terminal; see millrace cancel --help\n")
                .formatted(run));
    assertThat(no.status()).isEqualTo(1);
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'cancelled'"))
        .isZero();

    assertThat(stage.answering("y", "cancel", run).out())
        .isEqualTo("run %s is cancelled\n".formatted(run));

    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'cancelled'"))
        .isEqualTo(48);
    stage.run("sweep");
    assertThat(stage.run("cancel", run).out())
        .isEqualTo("run %s was already cancelled\n".formatted(run));
    Execution resumed = stage.run("resume", run);
    assertThat(resumed.status()).isEqualTo(1);
    assertThat(resumed.err())
        .isEqualTo(
            ("millrace: run %s has ended and can no longer be active; plan a new one with"
                    + " ./millrace backfill\n")
                .formatted(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause 4711", "resume 4711", "cancel 4711", "status 4711"})
  void a_run_that_there_is_not_is_refused(String command) {
    Execution run = stage.run(command.split(" ", -1));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "millrace: there is no run 4711; ./millrace status lists the runs that have not"
                + " ended\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backfill --from=-1d --only=some|--only: 'some' is not supported;"
            + " use missing, dead, all or older-definition",
        "backfill --from=-1d --width=2h|--width: '2h' is not a valid"
            + " width; use one of 1m, 10m, 1h, 6h, 1d, 8d, 64d, 512d",
        "backfill --from=-1d --rate=0|--rate must be more than 0 and finite, but is 0.0",
        "backfill --from=-1d --rate=1e999|--rate must be more than 0 and finite, but is Infinity",
        "backfill --from=20 --to=10|--from 1970-01-01T00:00:20Z is not before --to"
            + " 1970-01-01T00:00:10Z",
        "backfill --from=4102444800 --to=4102531200|--from 2100-01-01T00:00:00Z is not before now,"
            + " ",
        "backfill --from=1704067200000|--from: 1704067200000 looks like"
            + " milliseconds; use seconds, 1704067200",
        "backfill --from=0 --width=1m|--width 1m would create ",
        "exclude --type=T --from=0 --to=600|--because is missing; state why the range is excluded",
        "exclude --type=T --from=20 --to=10 --because=x|--from 1970-01-01T00:00:20Z is not before"
            + " --to 1970-01-01T00:00:10Z",
        "gaps --from=20 --to=10|--from 1970-01-01T00:00:20Z is not before --to"
            + " 1970-01-01T00:00:10Z",
        "recount --type=T --from=20 --to=20|--from 1970-01-01T00:00:20Z is not before --to"
            + " 1970-01-01T00:00:20Z",
        "reconcile --from=20 --to=10|--from 1970-01-01T00:00:20Z is not before --to"
            + " 1970-01-01T00:00:10Z",
        "pause|RUN is missing",
        "up --tick=-1|--tick must be from 0 to 86400, but is -1"
      })
  void an_invalid_value_is_refused_and_named(String line) {
    String[] parts = line.split("\\|", -1);
    String[] arguments = parts[0].split(" ", -1);

    Execution run = stage.run(arguments);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("millrace: " + parts[1])
        .endsWith("; see millrace %s --help\n".formatted(arguments[0]));
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_run")).isZero();
  }

  @Test
  void a_setting_is_an_option_that_overrides_its_variable() {
    Execution wrong = stage.run("gaps", "--db-url", "postgres://nowhere");
    Execution right =
        Execution.of(
            Map.of(),
            "gaps",
            "--db-url=" + stage.environment().get("MILLRACE_DB_URL"),
            "--db-user=" + stage.environment().get("MILLRACE_DB_USER"),
            "--db-password=" + stage.environment().get("MILLRACE_DB_PASSWORD"));

    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo(
            "millrace: MILLRACE_DB_URL must be a JDBC URL such as jdbc:mysql://host:3306/schema,"
                + " but is 'postgres://nowhere'\n");
    assertThat(List.of(right.status(), right.err())).isEqualTo(List.of(0, ""));
  }
}
