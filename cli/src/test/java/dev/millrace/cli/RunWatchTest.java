package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.RunSummary;
import dev.millrace.ledger.SliceState;
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
          new RunSummary.Documents(0, 0, 0, 0, 0, 12_345));

  @Test
  void it_tells_percent_slices_documents_and_the_time_that_is_left_at_the_rate_so_far() {
    MovingRate rate = new MovingRate();
    String begun = RunWatch.numbers(RUN, rate);
    rate.add(0, 0);
    rate.add(Duration.ofSeconds(30).toNanos(), 3600);

    assertThat(begun).isEqualTo("  25.0 %  1,500 slices open  12,345 documents  ETA not known yet");
    assertThat(RunWatch.numbers(RUN, rate)).endsWith("  12,345 documents  ETA 1 min");
  }
}
