package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.terminal.MovingRate;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.operator.status.RunObstacles;
import dev.millrace.operator.status.RunStatus;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunWatchTest {

  private static final RunSummary RUN =
      new RunSummary(
          17,
          RunKind.BACKFILL,
          RunState.ACTIVE,
          Instant.EPOCH,
          false,
          List.of("T"),
          null,
          Map.of(SliceState.DONE, 1L, SliceState.PLANNED, 1500L, SliceState.CANCELLED, 1L),
          Map.of(SliceState.DONE, 3600L, SliceState.PLANNED, 7200L, SliceState.CANCELLED, 3600L),
          new RunSummary.Documents(0, 0, 0, 0, 0, 0, 12_345));

  @Test
  void a_line_shows_percent_slices_documents_and_remaining_time() {
    MovingRate rate = new MovingRate();
    String begun = RunWatch.numbers(RUN, rate);
    rate.add(0, 0);
    rate.add(Duration.ofSeconds(30).toNanos(), 750);

    assertThat(begun).isEqualTo("  25.0 %  1,500 slices open  12,345 documents  ETA unknown");
    assertThat(RunWatch.numbers(RUN, rate)).endsWith("  12,345 documents  ETA 1 min");
  }

  @Test
  void one_dead_slice_in_ten_thousand_is_less_than_100_percent() {
    assertThat(RunWatch.numbers(with(RunState.ACTIVE, 9_999, 1), new MovingRate()))
        .startsWith("  99.9 %");
    assertThat(RunText.of(alone(with(RunState.ACTIVE, 9_999, 1)), 80))
        .contains("imported  99.9 % of the span");
    assertThat(RunText.of(alone(with(RunState.ACTIVE, 10_000, 0)), 80))
        .contains("imported  100.0 % of the span");
  }

  @Test
  void a_paused_run_shows_no_remaining_time() {
    assertThat(RunWatch.numbers(with(RunState.PAUSED, 1, 1), new MovingRate()))
        .endsWith("  paused");
  }

  private static RunStatus alone(RunSummary run) {
    return new RunStatus(run, run.doneSeconds(), RunObstacles.NONE, null);
  }

  private static RunSummary with(RunState state, long done, long dead) {
    return new RunSummary(
        17,
        RunKind.BACKFILL,
        state,
        Instant.EPOCH,
        false,
        List.of("T"),
        new Window(0, 60 * (done + dead)),
        Map.of(SliceState.DONE, done, SliceState.DEAD, dead),
        Map.of(SliceState.DONE, 60 * done, SliceState.DEAD, 60 * dead),
        new RunSummary.Documents(0, 0, 0, 0, 0, 0, 0));
  }
}
