package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.terminal.ProgressBar;
import dev.millrace.operator.demo.RunProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoProgressTest {

  private static final RunProgress BEGUN =
      new RunProgress(Map.of("done", 99L, "running", 1L, "sent", 300L), 1_234, 5);
  private static final RunProgress COUNTING =
      new RunProgress(Map.of("done", 399L, "dead", 1L), 15_854, 1_060);
  private static final RunProgress HUGE =
      new RunProgress(Map.of("done", 17_999L, "sent", 1L), 123_456_789, 0);

  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  @Test
  void while_slices_run_the_rate_is_shown() {
    ProgressBar bar = new ProgressBar(out, 80, 0);

    show(bar, BEGUN, Duration.ofSeconds(2).toNanos());

    assertThat(written)
        .hasToString(
            "\r  ███████░░░░░░░░░░░░░░░░░░░░░░░  24 %  99/400 slices  1,234 documents  617/s");
  }

  @Test
  void once_all_slices_have_ended_stale_buckets_are_shown() {
    ProgressBar bar = new ProgressBar(out, 80, 0);

    show(bar, COUNTING, Duration.ofSeconds(2).toNanos());

    assertThat(written.toString())
        .contains("100 %  400/400 slices  15,854 documents  1,060 stale buckets");
  }

  @Test
  void a_shorter_line_erases_the_rest_of_a_longer_one() {
    ProgressBar bar = new ProgressBar(out, 80, 0);
    show(bar, HUGE, 1);
    show(bar, BEGUN, Duration.ofSeconds(2).toNanos());
    bar.close();

    List<String> shown = List.of(written.toString().split("\r", -1));

    assertThat(shown.get(2)).hasSizeGreaterThanOrEqualTo(shown.get(1).length()).endsWith(" \n");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 40, 60, 80, 200})
  void the_line_never_reaches_the_last_column(int columns) {
    ProgressBar bar = new ProgressBar(out, columns, 0);

    show(bar, HUGE, Duration.ofHours(3).toNanos());

    assertThat(written.toString().substring(1)).hasSizeLessThan(Math.min(columns, 80));
  }

  @Test
  void without_a_terminal_a_line_is_printed_every_few_seconds() {
    ProgressBar bar = new ProgressBar(out, 0, 0);

    for (int tenths = 0; tenths < 120; tenths++) {
      show(bar, BEGUN, Duration.ofMillis(100L * tenths).toNanos());
    }
    bar.close();

    assertThat(written.toString().lines()).hasSize(2).allMatch(line -> line.length() < 80);
    assertThat(written.toString()).doesNotContain("\r");
  }

  /** As a demo that began at 0 shows it. */
  private static void show(ProgressBar bar, RunProgress progress, long nowNanos) {
    bar.show(progress.share(), ProgressText.of(progress, nowNanos / 1e9), nowNanos);
  }
}
