package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.ArchiveApi;
import dev.millrace.local.apis.Fault;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import dev.millrace.worker.TestPipeline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shipped definition of an archive of hourly files against its stand-in. */
final class ArchivedFilesTest {

  private static final String HOURS = "MOD(window_from, 3600) + MOD(window_to, 3600)";

  private final Instant to =
      InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(6));
  private final Window window = new Window(from.getEpochSecond(), to.getEpochSecond());
  private final SettableClock published = new SettableClock(to.plus(Duration.ofHours(1)));
  private final ArchiveApi archive =
      ArchiveApi.start(new Sample(from, to, 600, 11), 0, published, Duration.ofMinutes(10));
  private final List<AutoCloseable> open = new ArrayList<>(List.of(archive));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private TestPipeline pipeline(String recheck, String sliceWidth) throws IOException {
    String yaml =
        SampleSources.definition("archive", archive)
                .replace("recheck: [6h, 3d]", "recheck: " + recheck)
            + "slice_width: "
            + sliceWidth
            + "\n";
    TestPipeline pipeline = new TestPipeline(yaml);
    open.add(pipeline);
    pipeline.start(List.of());
    return pipeline;
  }

  private List<String> held() {
    return archive.held(from, to).stream().map(HeldDocument::id).sorted().toList();
  }

  private static List<String> stored(TestPipeline pipeline) {
    return pipeline.database().rows("SELECT id FROM ArchivedEvents ORDER BY id");
  }

  private static long slices(TestPipeline pipeline, String condition) {
    return pipeline.database().number("SELECT COUNT(*) FROM millrace_slice WHERE " + condition);
  }

  @Test
  void the_table_holds_what_the_files_hold() throws Exception {
    archive.server().inject(Fault.SERVER_ERROR, Fault.CUT);
    TestPipeline pipeline = pipeline("[6h]", "1h");

    pipeline.backfill("ArchivedEvents", window);
    pipeline.awaitRest("ArchivedEvents");

    assertThat(stored(pipeline)).isEqualTo(held()).hasSize(600);
    assertThat(slices(pipeline, "state = 'done'")).isEqualTo(6);
    assertThat(pipeline.unaccounted()).isZero();
  }

  @Test
  void a_lost_file_leaves_the_others_of_its_slice_and_ends_dead_with_its_name() throws Exception {
    Instant lost = from.plus(Duration.ofHours(2));
    archive.lose(lost);
    TestPipeline pipeline = pipeline("[1m]", "6h");

    pipeline.backfill("ArchivedEvents", window);
    TestPipeline.await(
        () -> {
          pipeline.sendAgain();
          return slices(pipeline, "state = 'dead'") == 1
              && slices(pipeline, "state IN ('planned', 'sent', 'running')") == 0;
        },
        "end");

    assertThat(slices(pipeline, HOURS + " <> 0")).as("slices that cut a file").isZero();
    assertThat(
            pipeline
                .database()
                .rows("SELECT window_from, error FROM millrace_slice WHERE state = 'dead'"))
        .singleElement()
        .asString()
        .startsWith(lost.getEpochSecond() + " the file is missing: GET " + archive.server().url())
        .contains(".json.gz was answered with 404", "or exclude its time");
    assertThat(stored(pipeline))
        .isEqualTo(
            archive.held(from, to).stream()
                .filter(
                    event ->
                        event.timestamp().isBefore(lost)
                            || !event.timestamp().isBefore(lost.plus(Duration.ofHours(1))))
                .map(HeldDocument::id)
                .sorted()
                .toList());
    assertThat(pipeline.openCircuits()).isEmpty();
  }

  @Test
  void a_file_that_is_late_is_awaited_without_a_failure_or_a_retry() throws Exception {
    published.set(to.minus(Duration.ofMinutes(1)));
    TestPipeline pipeline = pipeline("[3d]", "1h");

    pipeline.backfill("ArchivedEvents", window);
    TestPipeline.await(
        () ->
            slices(pipeline, "state = 'done'") == 5
                && slices(pipeline, "error LIKE 'not there yet: GET %'") == 1,
        "wait for the last file");

    assertThat(
            pipeline
                .database()
                .rows(
                    "SELECT state, attempts, retries, first_failed_at, not_before > NOW(3)"
                        + " FROM millrace_slice WHERE state <> 'done'"))
        .containsExactly("planned 0 0 null 1");
    assertThat(pipeline.openCircuits()).isEmpty();

    published.set(to.plus(Duration.ofMinutes(10)));
    pipeline.sendAgain();
    pipeline.awaitRest("ArchivedEvents");

    assertThat(stored(pipeline)).isEqualTo(held());
  }
}
