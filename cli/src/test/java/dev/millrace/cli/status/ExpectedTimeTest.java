package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code gaps}, {@code status} and the tick agree about every second. */
final class ExpectedTimeTest {

  private static final String DAY = "2019-03-31T00:00:00Z";

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @Test
  void a_span_that_was_never_expected_is_judged_as_a_whole() {
    stage.run("produce", "--at=-70h");
    stage.importAll();
    stage.run("produce");
    stage.importAll();

    Execution run = stage.run("gaps", "--from=-30d", "--type=T");
    JsonNode json = stage.run("gaps", "--from=-30d", "--type=T", "--json").json();

    JsonNode type = json.path("types").get(0);
    assertThat(run.out()).doesNotContain("100.00 %", "no gaps\n").contains(" not expected");
    assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    assertThat(type.path("covered_seconds").asLong()).isBetween(70 * 3600L, 72 * 3600L);
    assertThat(type.path("not_expected_seconds").asLong()).isBetween(646 * 3600L, 650 * 3600L);
    assertThat(sum(type)).isEqualTo(seconds(json, "to") - seconds(json, "from"));
  }

  @Test
  void a_week_that_only_a_backfill_imported_is_shown_as_imported() {
    stage.run("backfill", "--from", DAY, "--to=2019-04-07T00:00:00Z");
    stage.importAll();

    Execution run = stage.run("gaps", "--from", DAY, "--to=2019-04-07T00:00:00Z", "--type=T");
    JsonNode type =
        stage
            .run("gaps", "--from", DAY, "--to=2019-04-07T00:00:00Z", "--type=T", "--json")
            .json()
            .path("types")
            .get(0);

    assertThat(run.lines().get(1)).matches("T {5}█{50} 100\\.00 %");
    assertThat(run.lines().getLast()).isEqualTo("no gaps");
    assertThat(type.path("covered_seconds").asLong()).isEqualTo(7 * 86_400);
  }

  @Test
  void status_promises_exactly_what_the_next_tick_heals() {
    stage.run("backfill", "--from=2018-03-01T00:00:00Z", "--to=2018-03-08T00:00:00Z");
    stage.importAll();

    Execution status = stage.run("status");
    JsonNode before = stage.run("status", "--json").json().path("types").get(0);
    Execution tick = stage.run("produce", "--json");

    assertThat(status.out()).doesNotContain("are missing");
    assertThat(before.path("missing_seconds").asLong(-1)).isZero();
    assertThat(before.path("due_seconds").asLong()).isEqualTo(4200);
    assertThat(before.path("lag_seconds").asLong()).isGreaterThan(86_400);
    assertThat(tick.json().path("healing").asInt()).isZero();

    stage.run("produce", "--at=-9h");
    stage.sql("UPDATE millrace_type SET scheduled_from = scheduled_from - 36000");
    stage.importAll();
    long missing =
        stage.run("status", "--json").json().path("types").get(0).path("missing_seconds").asLong();
    stage.sql("UPDATE millrace_type SET scheduled_from = NULL WHERE type = 'U'");
    stage.run("produce", "--at=-9s"); // not the trigger of the first one, if all is quick
    assertThat(missing).isPositive();
    assertThat(
            stage.number(
                "SELECT SUM(window_to - window_from) FROM millrace_slice WHERE type = 'T' AND run ="
                    + " (SELECT MAX(id) FROM millrace_run WHERE kind = 'heal')"))
        .isCloseTo(missing, within(120L));
  }

  @Test
  void an_excluded_range_is_drawn_and_counted_with_its_reason() {
    stage.run("produce", "--at=-50h");
    stage.importAll();
    stage.run("exclude", "--type=T", "--from=-48h", "--to=-1h", "--because=the source is broken");

    Execution run = stage.run("gaps", "--from=-40h", "--to=-2h", "--type=T");
    JsonNode type =
        stage
            .run("gaps", "--from=-40h", "--to=-2h", "--type=T", "--json")
            .json()
            .path("types")
            .get(0);
    JsonNode status = stage.run("status", "--json").json().path("types").get(0);

    assertThat(run.lines().get(1)).matches("T {5}#{50} {8}-");
    assertThat(run.out()).contains("T: 1 d 14 h excluded\n", ": the source is broken\n");
    assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    assertThat(type.path("excluded_seconds").asLong()).isEqualTo(38 * 3600);
    assertThat(type.path("exclusions").get(0).path("because").asText())
        .isEqualTo("the source is broken");
    assertThat(status.path("excluded_seconds").asLong()).isBetween(47 * 3600L - 9, 47 * 3600L + 9);
  }

  private static long seconds(JsonNode json, String moment) {
    return Instant.parse(json.path(moment).asText()).getEpochSecond();
  }

  private static long sum(JsonNode type) {
    return Stream.of(
            "covered",
            "under_way",
            "excluded",
            "dead",
            "cancelled",
            "missing",
            "due",
            "not_expected")
        .mapToLong(fate -> type.path(fate + "_seconds").asLong(-1))
        .sum();
  }
}
