package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import dev.millrace.cli.ShippedTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables, strips and colours for terminals of any width. */
final class NarrowStatusTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @ParameterizedTest
  @CsvSource({"40", "60", "80", "120"})
  void everything_fits(int columns) {
    stage.run("produce", "--at=-50h");
    stage.importAll();
    stage.run("produce");
    stage.sql(
        """
        UPDATE millrace_slice SET state = 'planned', retries = 3, attempts = 2,
          error = CONCAT('no ', REPEAT('very ', 40), 'luck'), first_failed_at = NOW(3),
          not_before = NOW(3) + INTERVAL 30 MINUTE
        WHERE state = 'sent' ORDER BY window_from LIMIT 1\
        """);

    for (String command : new String[] {"status", "gaps", "gaps --from=-60h", "types list"}) {
      Execution run = run(columns, command.split(" "));

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.lines()).as(command).allMatch(line -> line.length() <= columns);
    }
    if (columns >= 60) {
      assertThat(run(columns, "status").out()).as("the end of the cause").contains("luck");
    }
    assertThat(run(columns, "gaps").lines())
        .filteredOn(line -> line.contains("█"))
        .anyMatch(line -> line.length() > columns / 2);
  }

  @ParameterizedTest
  @CsvSource({"40", "60", "80"})
  void sentences_break_between_words(int columns) {
    stage.run("backfill", "--types=T", "--from=-30d", "--to=-2d");
    String run = Long.toString(stage.newestRun());
    stage.sql("DELETE FROM millrace_source_type");
    stage.sql(
        "INSERT INTO millrace_source_type VALUES ('api:80', 'T', NOW(3), NOW(3),"
            + " REPEAT('no answer ', 20), NOW(3) + INTERVAL 1 MINUTE)");

    for (String command :
        new String[] {
          "sweep",
          "resend --dry-run",
          "produce",
          "backfill --from=-30d --dry-run --only=all",
          "backfill --from=-1h --dry-run --only=dead",
          "status " + run,
          "types check",
          "dlq list",
          "rejected list",
          "pause " + run,
          "exclude --type=T --from=-9d --to=-8d --because=x"
        }) {
      Execution text = run(columns, command.split(" "));

      assertThat(text.status()).as(text.err()).isZero();
      assertThat(text.lines()).as(command).isNotEmpty().allMatch(line -> line.length() <= columns);
    }
    assertThat(run(columns, "status", "4711").err().lines())
        .allMatch(line -> line.length() <= columns);
    assertThat(stage.run("sweep").lines()).as("a pipe").hasSize(1);
  }

  /** A run with two digits, 88 s ago, made the line one character too wide. */
  @Test
  void a_long_cell_narrows_its_neighbours() {
    stage.sql("ALTER TABLE millrace_run AUTO_INCREMENT = 12345");
    stage.run("produce", "--at=-50h");
    stage.importAll();
    stage.sql("UPDATE millrace_attempt SET ended_at = NOW(3) - INTERVAL 755 MINUTE");

    List<String> lines = run(80, "status").lines();

    assertThat(lines.getFirst()).startsWith("type ").hasSizeLessThanOrEqualTo(80);
    assertThat(lines)
        .filteredOn(line -> line.contains("run 12345, 12 h 35 min ago"))
        .isNotEmpty()
        .allMatch(line -> line.length() == lines.getFirst().length());
  }

  @Test
  void colours_change_nothing_else_and_stay_out_of_pipes() {
    stage.run("produce", "--at=-50h");
    stage.importAll();

    for (String command : new String[] {"status", "gaps"}) {
      Execution plain = stage.run(command);
      Execution coloured = stage.run(command, "--color=always");

      assertThat(plain.out()).doesNotContain("\u001b");
      assertThat(coloured.out()).contains("\u001b[33m").contains("\u001b[0m");
      assertThat(shape(coloured.out().replaceAll("\u001b\\[\\d+m", "")))
          .isEqualTo(shape(plain.out()));
    }
    assertThat(stage.run("status", "--json", "--color=always").out()).doesNotContain("\u001b");
    assertThat(stage.run("status", "4711", "--color=always").err())
        .startsWith("\u001b[31mmillrace:\u001b[0m there is no run 4711");
    assertThat(stage.run("status", "--color=blue").err())
        .contains("--color: 'blue' is not one of auto, always, never");
  }

  /** Time passes between two runs. */
  private static String shape(String text) {
    return text.replaceAll("\\d+", "#").replaceAll(" +", " ");
  }

  private static Execution run(int columns, String... arguments) {
    Map<String, String> environment = stage.environment();
    environment.put("COLUMNS", Integer.toString(columns));
    environment.put("MILLRACE_TYPES", ShippedTypes.folder().toString());
    return Execution.of(environment, arguments);
  }
}
