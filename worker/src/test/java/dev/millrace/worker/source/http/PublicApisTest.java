package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.TestPipeline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shipped definitions of public APIs against their stand-ins: tables hold what these hold. */
final class PublicApisTest {

  private static final List<String> REPOSITORIES =
      List.of("apache/maven", "junit-team/junit-framework");
  private static final List<String> CHANNELS = List.of("C012AB3CD", "C061EG9T2");

  private final Instant to =
      InstantSource.system().instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(6));
  private final Window window = new Window(from.getEpochSecond(), to.getEpochSecond());

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Sample sample(int documents) {
    return new Sample(from, to, documents, 11);
  }

  private TestPipeline pipeline(String name, PublicApi api) throws IOException {
    open.add(api);
    TestPipeline pipeline = new TestPipeline(SampleSources.definition(name, api));
    open.add(pipeline);
    pipeline.secrets(NamedSecrets.of(SampleSources.SECRETS));
    pipeline.start(List.of());
    return pipeline;
  }

  private void importAll(TestPipeline pipeline, String... types) throws InterruptedException {
    String runs = "SELECT COUNT(*) FROM millrace_run";
    long before = pipeline.database().number(runs);
    for (String type : types) {
      pipeline.backfill(type, window);
    }
    TestPipeline.await(
        () -> pipeline.database().number(runs) == before + types.length, "be planned");
    pipeline.awaitRest(types);
  }

  private static List<String> ids(TestPipeline pipeline, String table) {
    return pipeline.database().rows("SELECT id FROM %s ORDER BY id".formatted(table));
  }

  private static Stream<String> ids(List<HeldDocument> held) {
    return held.stream().map(HeldDocument::id);
  }

  private static void assertAccounted(TestPipeline pipeline) {
    assertThat(pipeline.unaccounted()).isZero();
    assertThat(pipeline.database().number("SELECT SUM(actual_count) FROM EventCount"))
        .isEqualTo(pipeline.database().number("SELECT COUNT(*) FROM AllEvents"));
  }

  @Test
  void earthquakes_are_split_at_the_ceiling_and_revised() throws Exception {
    EarthquakeApi api = EarthquakeApi.start(sample(300), 0, InstantSource.system(), 40);
    TestPipeline pipeline = pipeline("earthquakes", api);

    importAll(pipeline, "Earthquakes");

    assertThat(ids(pipeline, "Earthquakes"))
        .isEqualTo(ids(api.held(from, to)).sorted().toList())
        .hasSize(300);
    assertThat(
            pipeline.database().number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'split'"))
        .isPositive();

    String revised = api.held(from, to).get(100).id();
    api.revise(revised, 7.5);
    api.add(from.plusSeconds(3_601));
    importAll(pipeline, "Earthquakes");

    assertThat(ids(pipeline, "Earthquakes")).hasSize(301);
    assertThat(
            pipeline
                .database()
                .rows("SELECT magnitude FROM Earthquakes WHERE id = '%s'".formatted(revised)))
        .containsExactly("7.50");
    assertAccounted(pipeline);
  }

  @Test
  void commits_of_repositories_are_types_in_one_table() throws Exception {
    GithubApi api =
        GithubApi.start(sample(700), 0, InstantSource.system(), REPOSITORIES, SampleSources.TOKEN);
    TestPipeline pipeline = pipeline("github", api);

    importAll(pipeline, "GithubCommits@apache/maven", "GithubCommits@junit-team/junit-framework");

    for (String repository : REPOSITORIES) {
      assertThat(ids(pipeline, "GithubCommits WHERE repository = '%s'".formatted(repository)))
          .isEqualTo(ids(api.held(repository, from, to)).sorted().toList())
          .hasSize(700);
    }
    assertThat(api.server().requests()).as("pages of 100").isGreaterThan(12);
    assertAccounted(pipeline);
  }

  @Test
  void messages_of_channels_are_types_in_one_table() throws Exception {
    SlackApi api =
        SlackApi.start(sample(900), 0, InstantSource.system(), CHANNELS, SampleSources.TOKEN);
    api.shortPages(true);
    TestPipeline pipeline = pipeline("slack", api);

    importAll(pipeline, "SlackHistory@C012AB3CD", "SlackHistory@C061EG9T2");

    assertThat(ids(pipeline, "SlackHistory"))
        .isEqualTo(
            CHANNELS.stream()
                .flatMap(channel -> ids(api.held(channel, from, to)).map(ts -> channel + "#" + ts))
                .sorted()
                .toList());
    assertAccounted(pipeline);
  }

  @Test
  void events_are_imported_by_the_last_id() throws Exception {
    StripeApi api = StripeApi.start(sample(900), 0, InstantSource.system(), SampleSources.TOKEN);
    TestPipeline pipeline = pipeline("stripe", api);

    importAll(pipeline, "StripeEvents");

    assertThat(ids(pipeline, "StripeEvents"))
        .isEqualTo(ids(api.held(from, to)).sorted().toList())
        .hasSize(900);
    assertAccounted(pipeline);
  }

  @Test
  void a_channel_that_may_not_be_read_never_looks_empty() throws Exception {
    SlackApi api =
        SlackApi.start(sample(50), 0, InstantSource.system(), CHANNELS, SampleSources.TOKEN);
    api.leave("C061EG9T2");
    TestPipeline pipeline = pipeline("slack", api);

    importAll(pipeline, "SlackHistory@C012AB3CD");
    pipeline.backfill("SlackHistory@C061EG9T2", window);
    TestPipeline.await(
        () ->
            pipeline.openCircuits().stream()
                .anyMatch(circuit -> circuit.failure().contains("not_in_channel")),
        "open the circuit of the channel");

    assertThat(
            pipeline
                .database()
                .number(
                    "SELECT COUNT(*) FROM millrace_coverage WHERE type = 'SlackHistory@C061EG9T2'"))
        .isZero();
    assertThat(ids(pipeline, "SlackHistory")).hasSize(api.held("C012AB3CD", from, to).size());
  }
}
