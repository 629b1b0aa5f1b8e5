package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.time.SettableClock;
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

/** A source whose quota is smaller than the pages of a window: every attempt would meet it. */
final class SmallQuotaTest {

  private static final String REPOSITORY = "apache/maven";
  private static final String COMMITS = "GithubCommits@apache/maven";
  private static final int DOCUMENTS = 300;
  private static final int OF_A_PAGE = 10;

  private final SettableClock clock = new SettableClock(InstantSource.system().instant());
  private final Instant to =
      clock.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(2));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private GithubApi github(Instant end, int quota) {
    GithubApi api =
        GithubApi.start(
            new Sample(from, end, DOCUMENTS, 7),
            0,
            clock,
            List.of(REPOSITORY),
            SampleSources.TOKEN);
    api.quota(quota);
    open.add(api);
    return api;
  }

  private HistoryImport imports(GithubApi api) throws IOException {
    HistoryImport imports =
        new HistoryImport(
            SampleSources.definition("github", api)
                .replace("per_page: 100", "per_page: " + OF_A_PAGE),
            SampleSources.SECRETS);
    open.add(imports);
    return imports;
  }

  private void anHourPasses() {
    clock.advance(Duration.ofHours(1));
  }

  private static List<String> rows(HistoryImport imports) {
    return imports.database().rows("SELECT id FROM GithubCommits ORDER BY id");
  }

  private List<String> held(GithubApi api, Instant end) {
    return api.held(REPOSITORY, from, end).stream().map(HeldDocument::id).sorted().toList();
  }

  @Test
  void second_attempt_in_vain_splits_the_slice_until_its_pages_fit() throws Exception {
    GithubApi api = github(to, 7);
    HistoryImport imports = imports(api);
    List<String> reasons = new ArrayList<>();

    imports.run(
        COMMITS,
        List.of(new Window(from.getEpochSecond(), to.getEpochSecond())),
        () -> {
          reasons.addAll(
              imports.database().rows("SELECT error FROM millrace_slice WHERE error IS NOT NULL"));
          anHourPasses();
        });

    assertThat(rows(imports)).isEqualTo(held(api, to)).hasSizeGreaterThan(DOCUMENTS - OF_A_PAGE);
    assertThat(reasons.getFirst())
        .startsWith("after 7 pages of the window: the quota of the source is exhausted");
    assertThat(imports.openCircuits()).isEmpty();
    assertThat(imports.database().number("SELECT SUM(state = 'done') FROM millrace_slice"))
        .as("at least 30 pages, at most 7 a slice, and no slice without need")
        .isBetween(5L, 30L);
    assertThat(api.server().requests()).as("of which 30 are needed").isLessThan(200);
  }

  /** A second cannot be split: it is dead after a day, unless the quota grows. */
  @Test
  void quota_smaller_than_the_pages_of_a_second_is_a_counted_failure() throws Exception {
    Instant end = from.plusSeconds(1);
    GithubApi api = github(end, 2);
    HistoryImport imports = imports(api);

    List<String> failed = failuresUntilTheQuotaGrows(imports, api, end);

    assertThat(failed)
        .singleElement()
        .asString()
        .startsWith(
            "the source allows fewer requests at once than this slice needs: after 2 pages");
    assertThat(rows(imports)).isEqualTo(held(api, end)).hasSizeGreaterThan(2 * OF_A_PAGE);
  }

  /** Halves would need as many requests. */
  @Test
  void quota_of_one_request_splits_nothing() throws Exception {
    GithubApi api = github(to, 1);
    HistoryImport imports = imports(api);

    List<String> failed = failuresUntilTheQuotaGrows(imports, api, to);

    assertThat(failed).singleElement().asString().contains("after 1 page of the window");
    assertThat(imports.database().rows("SELECT state FROM millrace_slice")).containsExactly("done");
    assertThat(rows(imports)).isEqualTo(held(api, to));
  }

  private List<String> failuresUntilTheQuotaGrows(HistoryImport imports, GithubApi api, Instant end)
      throws Exception {
    List<String> failed = new ArrayList<>();
    imports.run(
        COMMITS,
        List.of(new Window(from.getEpochSecond(), end.getEpochSecond())),
        () -> {
          failed.addAll(
              imports.database().rows("SELECT error FROM millrace_attempt WHERE state = 'failed'"));
          if (!failed.isEmpty()) {
            api.quota(1_000);
          }
          anHourPasses();
        });
    return failed;
  }
}
