package dev.millrace.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bus.BusEvent;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.plan.Freshness;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Other systems read the golden files: a change of one is a new version. */
final class EventGoldenTest {

  @Test
  void import_run_completed_matches_its_golden_file() throws IOException {
    RunSummary run =
        new RunSummary(
            17,
            RunKind.BACKFILL,
            RunState.CANCELLED,
            Instant.EPOCH,
            false,
            List.of("GithubType", "SlackType"),
            new Window(1_718_000_000, 1_718_086_400),
            Map.of(SliceState.DONE, 140L, SliceState.DEAD, 1L, SliceState.CANCELLED, 147L),
            Map.of(),
            new RunSummary.Documents(812, 800, 2, 7, 1, 0, 999));

    assertThat(ImportRunCompleted.of(run))
        .isEqualTo(new BusEvent("ImportRunCompleted", golden("import-run-completed.json")));
  }

  @Test
  void a_run_without_slices_has_no_window() {
    RunSummary run =
        new RunSummary(
            18,
            RunKind.SCHEDULE,
            RunState.ACTIVE,
            Instant.EPOCH,
            false,
            List.of(),
            null,
            Map.of(),
            Map.of(),
            new RunSummary.Documents(0, 0, 0, 0, 0, 0, 0));

    assertThat(ImportRunCompleted.of(run).detail()).doesNotContain("from", "null");
  }

  @Test
  void slice_dead_lettered_matches_its_golden_file() throws IOException {
    Slice slice =
        new Slice(4711, RunKind.HEAL, "GithubType", new Window(1_718_000_000, 1_718_000_600));

    assertThat(
            SliceDeadLettered.of(
                new EndedRuns.Death(slice, 17, 5, "MalformedAnswerException: no \"array\"")))
        .isEqualTo(new BusEvent("SliceDeadLettered", golden("slice-dead-lettered.json")));
  }

  @Test
  void freshness_broken_and_restored_match_their_golden_files() throws IOException {
    assertThat(
            BrokenPromises.event(
                BrokenPromises.BROKEN,
                "GithubType",
                1_718_000_000,
                new Freshness(OptionalLong.of(7200), 7260)))
        .isEqualTo(new BusEvent("FreshnessBroken", golden("freshness-broken.json")));
    assertThat(
            BrokenPromises.event(
                BrokenPromises.RESTORED,
                "GithubType",
                1_718_000_000,
                new Freshness(OptionalLong.of(7200), 1800)))
        .isEqualTo(new BusEvent("FreshnessRestored", golden("freshness-restored.json")));
  }

  private static String golden(String file) throws IOException {
    try (InputStream in = EventGoldenTest.class.getResourceAsStream(file)) {
      assertThat(in).as("golden file %s", file).isNotNull();
      return new String(in.readAllBytes(), UTF_8).stripTrailing();
    }
  }
}
