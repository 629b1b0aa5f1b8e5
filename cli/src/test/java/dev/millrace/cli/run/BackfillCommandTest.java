package dev.millrace.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class BackfillCommandTest {

  private static final String DAY = "2019-03-31T00:00:00Z";
  private static final String NEXT_DAY = "2019-04-01T00:00:00Z";

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @Test
  void a_backfill_since_the_epoch_has_a_reasonable_number_of_slices() {
    Execution run = stage.run("backfill", "--from", "0", "--dry-run", "--json");

    assertThat(run.json().path("slices").asInt()).isLessThan(4000);
  }

  @Test
  void a_backfill_plans_missing_time_and_sends_a_portion() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    stage.importAll();

    Execution run =
        stage.run("backfill", "--from", DAY, "--to", NEXT_DAY, "--width=1h", "--rate=0.25");

    assertThat(run.err()).isEmpty();
    assertThat(run.lines()).contains("U             24 slices of 1h    density unknown");
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE run = ?", stage.newestRun()))
        .isEqualTo(24);
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'sent'"))
        .as("a minute at one in four seconds")
        .isEqualTo(15);
  }

  @Test
  void a_backfill_of_an_imported_window_plans_nothing_and_says_how_to_import_it_again() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    long run = stage.newestRun();
    stage.importAll();

    Execution again = stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    Execution json = stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--json");
    Execution dead =
        stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--only=dead");

    assertThat(again.status()).isZero();
    assertThat(again.out())
        .isEqualTo(
            "nothing to import: the window is imported or under way; use --only all to import"
                + " it again\n");
    assertThat(json.json().has("run")).isFalse();
    assertThat(json.json().path("slices").asInt(-1)).isZero();
    assertThat(dead.out())
        .isEqualTo("nothing to import: there are no dead slices in this window\n");
    assertThat(stage.newestRun()).isEqualTo(run);
  }

  @Test
  void a_dry_run_prints_the_excluded_time_that_it_would_import() {
    stage.run(
        "exclude", "--type=T", "--from", DAY, "--to=2019-03-31T02:00:00Z", "--because=no need");

    Execution run =
        stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--dry-run");

    assertThat(run.lines())
        .contains(
            "T             24 slices of 1h    density unknown",
            "T: 2 h of this is excluded; a backfill imports it anyway");
  }

  /** The command must not fail, or its user would plan the backfill again. */
  @Test
  void a_backfill_with_an_unavailable_queue_is_planned_and_sent_by_the_next_sweep() {
    Map<String, String> environment = stage.environment();
    environment.computeIfPresent("MILLRACE_BACKFILL_QUEUE", (_, url) -> url + "-missing");

    Execution run =
        Execution.of(environment, "backfill", "--from", DAY, "--to", NEXT_DAY, "--only=all");

    assertThat(run.status()).isZero();
    assertThat(run.lines().getLast()).startsWith("run %d planned; ".formatted(stage.newestRun()));
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'planned'"))
        .isEqualTo(48);
    stage.sql("UPDATE millrace_run SET sent_until = NULL");
    assertThat(stage.run("sweep", "--json").json().path("backfill_slices").asInt()).isEqualTo(48);
  }

  @Test
  void only_selects_dead_slices_or_rows_of_an_older_definition() {
    stage.run("backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY);
    stage.sql("UPDATE millrace_slice SET state = 'dead', error = 'no luck' ORDER BY id LIMIT 2");
    stage.importAll();
    stage.sql(
        "UPDATE millrace_coverage SET definition_version = 'older', window_to = window_from +"
            + " 18000");

    Execution dead =
        stage.run(
            "backfill", "--types=T", "--from", DAY, "--to", NEXT_DAY, "--only=dead", "--json");
    long taken = stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'cancelled'");
    Execution older =
        stage.run(
            "backfill",
            "--types=T",
            "--from=" + DAY,
            "--to=" + NEXT_DAY,
            "--only=older-definition",
            "--dry-run",
            "--json");

    assertThat(dead.json().path("slices").asInt()).isEqualTo(2);
    assertThat(taken).as("the new run stands for them").isEqualTo(2);
    assertThat(older.json().path("slices").asInt()).as("five hours").isEqualTo(5);
  }
}
