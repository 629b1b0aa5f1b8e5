package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.StripeApi;
import dev.millrace.time.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The traps of four public APIs that users of other tools fell into, with the shipped definitions.
 */
final class SourceTrapsTest {

  private static final InstantSource CLOCK = InstantSource.system();
  private static final String REPOSITORY = "apache/maven";
  private static final String COMMITS = "GithubCommits@apache/maven";
  private static final String CHANNEL = "C012AB3CD";
  private static final String MESSAGES = "SlackHistory@C012AB3CD";

  private final Instant to =
      CLOCK.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(2));
  private final List<Window> window =
      List.of(new Window(from.getEpochSecond(), to.getEpochSecond()));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Sample sample(int documents) {
    return new Sample(from, to, documents, 7);
  }

  private HistoryImport imports(String name, PublicApi api) throws IOException {
    open.add(api);
    HistoryImport imports =
        new HistoryImport(SampleSources.definition(name, api), SampleSources.SECRETS);
    open.add(imports);
    return imports;
  }

  private GithubApi github(int commits) {
    return GithubApi.start(sample(commits), 0, CLOCK, List.of(REPOSITORY), SampleSources.TOKEN);
  }

  private SlackApi slack(int messages) {
    return SlackApi.start(sample(messages), 0, CLOCK, List.of(CHANNEL), SampleSources.TOKEN);
  }

  private static List<String> ids(HistoryImport imports, String table) {
    return imports.database().rows("SELECT id FROM %s ORDER BY id".formatted(table));
  }

  private static List<String> ids(List<HeldDocument> held) {
    return held.stream().map(HeldDocument::id).sorted().toList();
  }

  private static String errors(HistoryImport imports) {
    return String.join(
        "\n", imports.database().rows("SELECT error FROM millrace_slice WHERE error IS NOT NULL"));
  }

  @Test
  void earthquakes_above_the_ceiling_split_the_slice() throws Exception {
    EarthquakeApi api = EarthquakeApi.start(sample(300), 0, CLOCK, 40);
    HistoryImport imports = imports("earthquakes", api);

    imports.run("Earthquakes", window, () -> {});

    assertThat(ids(imports, "Earthquakes")).isEqualTo(ids(api.held(from, to))).hasSize(300);
    assertThat(
            imports.database().number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'split'"))
        .isPositive();
  }

  @Test
  void earthquakes_are_revised_for_days() throws Exception {
    EarthquakeApi api = EarthquakeApi.start(sample(30), 0, CLOCK, 1_000);
    HistoryImport imports = imports("earthquakes", api);
    imports.run("Earthquakes", window, () -> {});
    String id = api.held(from, to).get(7).id();

    api.revise(id, 8.5);
    imports.run("Earthquakes", window, () -> {});

    assertThat(
            imports
                .database()
                .rows("SELECT magnitude FROM Earthquakes WHERE id = '%s'".formatted(id)))
        .containsExactly("8.50");
    assertThat(imports.database().rows("SELECT SUM(updated), SUM(unchanged) FROM millrace_attempt"))
        .containsExactly("1 29");
  }

  @Test
  void a_count_that_disagrees_covers_nothing() throws Exception {
    EarthquakeApi api = EarthquakeApi.start(sample(30), 0, CLOCK, 1_000);
    HistoryImport imports = imports("earthquakes", api);
    api.miscount(2);

    imports.run(
        "Earthquakes",
        window,
        () -> {
          assertThat(errors(imports))
              .contains("the source says that it has 32 documents", "but 30 came");
          assertThat(imports.database().number("SELECT COUNT(*) FROM millrace_coverage")).isZero();
          api.miscount(0);
        });

    assertThat(ids(imports, "Earthquakes")).hasSize(30);
  }

  @Test
  void next_links_of_github_change_their_path() throws Exception {
    GithubApi api = github(250);
    HistoryImport imports = imports("github", api);

    imports.run(COMMITS, window, () -> {});

    assertThat(ids(imports, "GithubCommits")).isEqualTo(ids(api.held(REPOSITORY, from, to)));
    assertThat(api.server().requested())
        .anyMatch(request -> request.startsWith("/repos/apache/maven/commits"))
        .anyMatch(request -> request.startsWith("/repositories/"));
  }

  @Test
  void a_403_of_github_that_means_the_quota_waits_and_another_one_opens_the_circuit()
      throws Exception {
    GithubApi api = github(250);
    HistoryImport imports = imports("github", api);
    api.quota(2);

    imports.run(
        COMMITS,
        window,
        () -> {
          assertThat(errors(imports)).contains("the quota of the source is exhausted");
          assertThat(imports.openCircuits()).isEmpty();
          api.quota(1_000);
        });
    assertThat(ids(imports, "GithubCommits")).isEqualTo(ids(api.held(REPOSITORY, from, to)));
    api.forbid();
    imports.run(
        COMMITS,
        window,
        () -> {
          assertThat(imports.openCircuits()).hasSize(1);
          assertThat(errors(imports)).contains("the source refuses the request (auth, line");
          api.restoreToken();
        });
    assertThat(imports.openCircuits()).isEmpty();
  }

  @Test
  void commits_arrive_late_with_old_dates() throws Exception {
    GithubApi api = github(20);
    HistoryImport imports = imports("github", api);
    imports.run(COMMITS, window, () -> {});

    HeldDocument late = api.push(REPOSITORY, from.plusSeconds(1));
    imports.run(COMMITS, window, () -> {});

    assertThat(ids(imports, "GithubCommits"))
        .contains(late.id())
        .isEqualTo(ids(api.held(REPOSITORY, from, to)));
  }

  @Test
  void edits_in_slack_keep_their_ts() throws Exception {
    SlackApi api = slack(20);
    HistoryImport imports = imports("slack", api);
    imports.run(MESSAGES, window, () -> {});
    String ts = api.held(CHANNEL, from, to).get(3).id();

    api.edit(CHANNEL, ts, "what was meant");
    imports.run(MESSAGES, window, () -> {});

    assertThat(imports.database().rows("SELECT id FROM SlackHistory WHERE text = 'what was meant'"))
        .containsExactly(CHANNEL + "#" + ts);
    assertThat(ids(imports, "SlackHistory")).hasSameSizeAs(api.held(CHANNEL, from, to));
  }

  @Test
  void an_empty_next_cursor_of_slack_ends_and_a_short_page_does_not() throws Exception {
    SlackApi api = slack(500);
    api.shortPages(true);
    HistoryImport imports = imports("slack", api);

    imports.run(MESSAGES, window, () -> {});

    assertThat(ids(imports, "SlackHistory")).hasSameSizeAs(api.held(CHANNEL, from, to));
    assertThat(api.server().requests()).as("pages of up to 200").isBetween(3, 60);
  }

  @Test
  void a_channel_of_slack_without_us_never_looks_empty() throws Exception {
    SlackApi api = slack(20);
    HistoryImport imports = imports("slack", api);
    api.leave(CHANNEL);

    imports.run(
        MESSAGES,
        window,
        () -> {
          assertThat(errors(imports)).contains("the source says no: 'not_in_channel'");
          assertThat(imports.database().number("SELECT COUNT(*) FROM millrace_coverage")).isZero();
          api.join(CHANNEL);
        });

    assertThat(ids(imports, "SlackHistory")).hasSameSizeAs(api.held(CHANNEL, from, to));
  }

  @Test
  void starting_after_of_stripe_means_older() throws Exception {
    StripeApi api = StripeApi.start(sample(350), 0, CLOCK, SampleSources.TOKEN);
    HistoryImport imports = imports("stripe", api);

    imports.run("StripeEvents", window, () -> {});

    assertThat(ids(imports, "StripeEvents")).isEqualTo(ids(api.held(from, to))).hasSize(350);
    assertThat(api.server().requested()).as("pages of 100").hasSize(4);
    assertThat(imports.database().rows("SELECT SUM(fetched) FROM millrace_attempt"))
        .as("no page overlaps another")
        .containsExactly("350");
  }

  @Test
  void a_token_that_expires_in_the_middle_covers_nothing() throws Exception {
    SlackApi api = slack(900);
    HistoryImport imports = imports("slack", api);
    api.server().after(2, api::revokeToken);

    imports.run(
        MESSAGES,
        window,
        () -> {
          assertThat(errors(imports)).contains("the source says no: '");
          assertThat(imports.database().number("SELECT COUNT(*) FROM millrace_coverage")).isZero();
          api.restoreToken();
        });

    assertThat(ids(imports, "SlackHistory")).hasSameSizeAs(api.held(CHANNEL, from, to));
  }
}
