package dev.millrace.worker.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.TestPipeline;
import dev.millrace.worker.WorkQueues;
import dev.millrace.worker.WorkerSettings;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import dev.millrace.worker.source.http.SampleSources;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers with several sources, of which one is down. */
@Timeout(180)
final class SeveralSourcesTest {

  private static final InstantSource CLOCK = InstantSource.system();

  private final Instant to =
      CLOCK.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(6));
  private final Window window = new Window(from.getEpochSecond(), to.getEpochSecond());
  private final Sample sample = new Sample(from, to, 60, 3);

  @AutoClose private final EarthquakeApi works = EarthquakeApi.start(sample, 0, CLOCK, 1_000);
  @AutoClose private final StripeApi refuses = StripeApi.start(sample, 0, CLOCK, "a key");

  @AutoClose
  private final TestPipeline pipeline =
      new TestPipeline(
          SampleSources.definition("earthquakes", works),
          SampleSources.definition("stripe", refuses));

  private static String stored() {
    return "SELECT COUNT(*) FROM Earthquakes";
  }

  @Test
  void the_others_are_imported_and_no_worker_asks_the_one_again() throws Exception {
    pipeline.secrets(NamedSecrets.of(Map.of("STRIPE_KEY", "an old key")));
    pipeline.start(List.of());
    pipeline.backfill("StripeEvents", window);
    TestPipeline.await(() -> !pipeline.openCircuits().isEmpty(), "open the circuit");
    int requests = refuses.server().requests();

    pipeline.start(List.of());
    pipeline.backfill("StripeEvents", new Window(window.from() - 7_200, window.from()));
    pipeline.backfill("Earthquakes", window);

    TestPipeline.await(() -> pipeline.database().number(stored()) == 60, "import the others");
    assertThat(pipeline.database().rows("SELECT id FROM Earthquakes ORDER BY id"))
        .isEqualTo(works.held(from, to).stream().map(HeldDocument::id).sorted().toList());
    assertThat(pipeline.openCircuits())
        .as("the second worker may have had a window in hand before it knew of the circuit")
        .extracting(OpenCircuit::type)
        .containsOnly("StripeEvents");
    assertThat(refuses.server().requests())
        .as("one request a window in hand, and a probe every 30 s")
        .isLessThanOrEqualTo(requests + 5);
    assertThat(
            pipeline
                .database()
                .number("SELECT COUNT(*) FROM millrace_coverage WHERE type = 'StripeEvents'"))
        .isZero();
  }

  @Test
  void the_rate_of_the_document_api_is_one_of_all_workers() throws Exception {
    pipeline.rate(1);
    WorkerSettings settings = pipeline.serve(List.of());
    long begun = System.nanoTime();

    for (int worker = 0; worker < 2; worker++) {
      try (GuardedSource source =
          WorkQueues.source(
              settings, pipeline.database().database(), _ -> Optional.empty(), CLOCK)) {
        source.open("Thing", new Window(0, 60)).close();
      }
    }

    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("the second worker's request waits for the first one's second")
        .isGreaterThanOrEqualTo(Duration.ofMillis(900));
    assertThat(pipeline.database().rows("SELECT source FROM millrace_source"))
        .containsExactly(settings.source().name());
  }
}
