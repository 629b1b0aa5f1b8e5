package dev.millrace.local.apis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.time.SettableClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GithubApiTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-03T00:00:00Z");
  private static final String REPO = "ada/engine";
  private static final String OTHER = "ken/tools";
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final SettableClock clock = new SettableClock(TO);
  private final GithubApi api =
      GithubApi.start(new Sample(FROM, TO, 250, 1), 0, clock, List.of(REPO, OTHER), "secret");
  private final ApiCaller caller = new ApiCaller(api, "secret");

  @AfterEach
  void stop() {
    caller.close();
  }

  @ParameterizedTest
  @CsvSource({REPO, OTHER})
  void windows_that_end_a_second_earlier_bring_every_commit_once(String repo) throws Exception {
    List<String> fetched = new ArrayList<>();
    for (Instant from = FROM; from.isBefore(TO); from = from.plus(Duration.ofHours(6))) {
      List<String> window = pages(repo, from, from.plus(Duration.ofHours(6)).minusSeconds(1), 7);
      fetched.addAll(window.reversed());
    }

    assertThat(fetched).containsExactlyElementsOf(ApiCaller.ids(api.held(repo, FROM, TO)));
  }

  @Test
  void both_bounds_are_inclusive_to_the_second() throws Exception {
    Instant moment = Instant.parse("2020-01-01T00:00:00Z");
    String sha = api.push(REPO, moment).id();

    assertThat(pages(REPO, moment, moment, 30)).containsExactly(sha);
    assertThat(pages(REPO, moment.plusSeconds(1), moment.plusSeconds(9), 30)).isEmpty();
    assertThat(pages(REPO, moment.minusSeconds(9), moment.minusSeconds(1), 30)).isEmpty();
  }

  @Test
  void the_next_page_is_a_link_with_another_path() throws Exception {
    HttpResponse<String> first =
        caller.get(commits(REPO), "since", FROM.toString(), "per_page", "100");

    String link = first.headers().firstValue("Link").orElseThrow();
    assertThat(link).contains("rel=\"next\"", "rel=\"last\"").doesNotContain("rel=\"prev\"");
    URI next = URI.create(next(first));
    assertThat(next.getPath()).isEqualTo("/repositories/1300192/commits");
    assertThat(next.getQuery()).contains("since=" + FROM, "per_page=100", "page=2");
    HttpResponse<String> last = caller.follow(next.toString().replace("page=2", "page=3"));
    assertThat(ApiCaller.json(last)).hasSize(50);
    assertThat(last.headers().firstValue("Link").orElseThrow())
        .contains("rel=\"prev\"", "rel=\"first\"")
        .doesNotContain("rel=\"next\"");
  }

  @ParameterizedTest
  @CsvSource({"'', 30", "100, 100", "500, 100"})
  void a_page_has_30_commits_and_never_more_than_100(String size, int expected) throws Exception {
    String[] parameters = size.isEmpty() ? new String[0] : new String[] {"per_page", size};

    assertThat(caller.json(commits(REPO), parameters)).hasSize(expected);
  }

  @Test
  void a_commit_pushed_between_two_pages_repeats_one() throws Exception {
    api.server().after(1, () -> api.push(REPO, TO.minusSeconds(1)));

    List<String> fetched = pages(REPO, FROM, TO, 100);

    assertThat(fetched).hasSize(251);
    assertThat(new HashSet<>(fetched)).hasSize(250);
  }

  @Test
  void a_commit_may_arrive_years_late() throws Exception {
    Instant old = Instant.parse("2019-06-01T12:00:00Z");

    HeldDocument late = api.push(REPO, old);

    assertThat(pages(REPO, old.minusSeconds(60), old.plusSeconds(60), 30))
        .containsExactly(late.id());
    assertThat(api.held(OTHER, old, TO)).doesNotContain(late);
  }

  @Test
  void the_committers_date_decides_and_not_the_authors() {
    assertThat(api.held(REPO, FROM, TO))
        .allMatch(held -> text(held, "/commit/committer/date").equals(held.timestamp().toString()))
        .anyMatch(held -> !text(held, "/commit/author/date").equals(held.timestamp().toString()));
  }

  private static String text(HeldDocument held, String pointer) {
    return held.content().at(pointer).asText();
  }

  @Test
  void an_exhausted_quota_is_a_403_until_its_reset() throws Exception {
    api.quota(2);
    clock.advance(Duration.ofMillis(300));

    HttpResponse<String> first = caller.get(commits(REPO));
    HttpResponse<String> last = caller.get(commits(REPO));
    HttpResponse<String> refused = caller.get(commits(REPO));

    assertThat(first.headers().firstValue("x-ratelimit-remaining")).contains("1");
    assertThat(last.headers().firstValue("x-ratelimit-remaining")).contains("0");
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("x-ratelimit-remaining")).contains("0");
    long reset = refused.headers().firstValueAsLong("x-ratelimit-reset").orElseThrow();
    assertThat(Instant.ofEpochSecond(reset)).isEqualTo(TO.plus(Duration.ofHours(1)));

    clock.set(Instant.ofEpochSecond(reset));

    assertThat(caller.get(commits(REPO)).statusCode()).isEqualTo(200);
  }

  @Test
  void other_refusals_leave_quota() throws Exception {
    api.forbid();
    HttpResponse<String> forbidden = caller.get(commits(REPO));
    api.revokeToken();
    HttpResponse<String> revoked = caller.get(commits(REPO));
    api.restoreToken();
    HttpResponse<String> wrong = new ApiCaller(api, "wrong", caller.client()).get(commits(REPO));

    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.body()).contains("Resource not accessible");
    assertThat(forbidden.headers().firstValue("x-ratelimit-remaining")).contains("4999");
    assertThat(revoked.statusCode()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(caller.get(commits(REPO)).statusCode()).isEqualTo(200);
  }

  @Test
  void unknown_repositories_and_dates_are_errors() throws Exception {
    assertThat(caller.get(commits("ada/other")).statusCode()).isEqualTo(404);
    assertThat(caller.get("/repositories/1300194/commits").statusCode()).isEqualTo(404);
    assertThat(caller.get(commits(REPO), "since", "yesterday").statusCode()).isEqualTo(422);
  }

  @Test
  void an_empty_repository_is_an_error_and_not_an_empty_list() throws Exception {
    Sample nothing = new Sample(FROM, TO, 0, 1);
    try (GithubApi empty = GithubApi.start(nothing, 0, clock, List.of(REPO), "secret")) {
      HttpResponse<String> response =
          new ApiCaller(empty, "secret", caller.client()).get(commits(REPO));

      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(response.body()).contains("Git Repository is empty");
    }
  }

  private List<String> pages(String repo, Instant since, Instant until, int size) throws Exception {
    List<String> shas = new ArrayList<>();
    HttpResponse<String> page =
        caller.get(
            commits(repo),
            "since",
            since.toString(),
            "until",
            until.toString(),
            "per_page",
            Integer.toString(size));
    shas.addAll(ApiCaller.texts(ApiCaller.json(page), "/sha"));
    for (String next = next(page); !next.isEmpty(); next = next(page)) {
      page = caller.follow(next);
      shas.addAll(ApiCaller.texts(ApiCaller.json(page), "/sha"));
    }
    return shas;
  }

  private static String next(HttpResponse<String> page) {
    Matcher link = NEXT.matcher(page.headers().firstValue("Link").orElse(""));
    return link.find() ? link.group(1) : "";
  }

  private static String commits(String repository) {
    return "/repos/" + repository + "/commits";
  }
}
