package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The commits of repositories as the REST API of GitHub lists them, {@code
 * /repos/OWNER/NAME/commits}: newest first by the committer's date, in whole seconds, both bounds
 * inclusive. A page has 30 commits, or {@code per_page} up to 100; larger numbers mean 100. The
 * next page is named by the header {@code Link} alone, and by another path, {@code
 * /repositories/ID/commits}. Pages are counted from the newest commit on, so a commit that is
 * pushed meanwhile, which may be years old, repeats one at the border of two pages. Every answer
 * has the quota in its headers; an exhausted quota is a 403 like missing rights, and an empty
 * repository is a 409. Thread-safe.
 */
public final class GithubApi implements PublicApi {
  private static final int QUOTA = 5_000;
  private static final Pattern BY_NAME = Pattern.compile("/repos/([^/]+/[^/]+)/commits");
  private static final Pattern BY_ID = Pattern.compile("/repositories/(\\d+)/commits");
  private static final Set<String> PARAMETERS = Set.of("since", "until", "per_page", "page");

  private enum Access {
    GRANTED,
    REVOKED,
    FORBIDDEN
  }

  private final InstantSource clock;
  private final String token;
  private final Map<String, History> repositories = new LinkedHashMap<>();
  private final List<String> names;
  private final Random random;
  private final ApiServer server;
  private volatile Access access = Access.GRANTED;
  private volatile Quota quota;

  private GithubApi(
      Sample sample, int port, InstantSource clock, List<String> names, String token) {
    this.clock = clock;
    this.names = List.copyOf(names);
    this.token = token;
    quota = new Quota(clock, QUOTA, Duration.ofHours(1));
    random = sample.random(names.size());
    for (int i = 0; i < names.size(); i++) {
      repositories.put(names.get(i), new History());
      for (Instant date : sample.timestamps(ChronoUnit.SECONDS, i)) {
        push(names.get(i), date);
      }
    }
    server = ApiServer.start(port, this::answer);
  }

  /**
   * On the given port; 0 means a free one.
   *
   * @param names of the repositories, each {@code OWNER/NAME}
   * @param token the bearer token to ask for
   */
  public static GithubApi start(
      Sample sample, int port, InstantSource clock, List<String> names, String token) {
    return new GithubApi(sample, port, clock, names, token);
  }

  /** Adds a commit with this committer's date, which may be long ago. */
  public synchronized HeldDocument push(String repository, Instant date) {
    return history(repository)
        .add(GithubCommits.commit(repository, date.truncatedTo(ChronoUnit.SECONDS), random));
  }

  /** The commits of {@code [from, to)} in ascending order. */
  public List<HeldDocument> held(String repository, Instant from, Instant to) {
    return history(repository).between(from, to);
  }

  /** From now on this many requests an hour of the stand-in's clock; 5,000 at the start. */
  public void quota(int requests) {
    quota = new Quota(clock, requests, Duration.ofHours(1));
  }

  /** The token is no longer known: 401. */
  public void revokeToken() {
    access = Access.REVOKED;
  }

  /** The token may not read the repositories: 403 while the quota is not exhausted. */
  public void forbid() {
    access = Access.FORBIDDEN;
  }

  /** The token is good again. */
  public void restoreToken() {
    access = Access.GRANTED;
  }

  private History history(String repository) {
    History history = repositories.get(repository);
    if (history == null) {
      throw new IllegalArgumentException("no repository " + repository + " here, only " + names);
    }
    return history;
  }

  private Answer answer(Request request) {
    Quota current = quota;
    Answer answer = current.take() ? checked(request) : error(403, "API rate limit exceeded.");
    return answer
        .with("x-ratelimit-limit", Integer.toString(current.limit()))
        .with("x-ratelimit-remaining", Integer.toString(current.remaining()))
        .with("x-ratelimit-used", Integer.toString(current.limit() - current.remaining()))
        .with("x-ratelimit-reset", Long.toString(current.reset().getEpochSecond()))
        .with("x-ratelimit-resource", "core");
  }

  private Answer checked(Request request) {
    if (request.header("User-Agent") == null) {
      return error(403, "Request forbidden by administrative rules: no User-Agent header.");
    }
    if (access == Access.REVOKED || !request.bears(token)) {
      return error(401, "Bad credentials");
    }
    if (access == Access.FORBIDDEN) {
      return error(403, "Resource not accessible by personal access token");
    }
    String repository = repository(request.path());
    if (!request.method().equals("GET") || repository == null) {
      return error(404, "Not Found");
    }
    History history = history(repository);
    if (history.isEmpty()) {
      return error(409, "Git Repository is empty.");
    }
    try {
      return page(request, names.indexOf(repository), history);
    } catch (DateTimeException | NumberFormatException e) {
      return error(422, "Validation failed: " + e.getMessage());
    }
  }

  private @Nullable String repository(String path) {
    Matcher byName = BY_NAME.matcher(path);
    if (byName.matches()) {
      return names.contains(byName.group(1)) ? byName.group(1) : null;
    }
    Matcher byId = BY_ID.matcher(path);
    int index = byId.matches() ? Integer.parseInt(byId.group(1)) - GithubCommits.FIRST_ID : -1;
    return index >= 0 && index < names.size() ? names.get(index) : null;
  }

  private static Answer page(Request request, int index, History history) {
    Instant since = moment(request.parameter("since"), Instant.EPOCH);
    Instant until = moment(request.parameter("until"), Instant.parse("9999-01-01T00:00:00Z"));
    int size = Math.clamp(Integer.parseInt(request.parameter("per_page", "30")), 1, 100);
    int page = Math.max(1, Integer.parseInt(request.parameter("page", "1")));
    List<HeldDocument> newest = history.between(since, until.plusSeconds(1)).reversed();
    List<HeldDocument> shown = newest.stream().skip((page - 1L) * size).limit(size).toList();
    Answer answer = Answer.json(200, Answer.array(shown));
    int last = Math.ceilDiv(newest.size(), size);
    String links = links(request, index, page, last);
    return links.isEmpty() ? answer : answer.with("Link", links);
  }

  private static Instant moment(@Nullable String text, Instant otherwise) {
    return text == null
        ? otherwise
        : OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static String links(Request request, int index, int page, int last) {
    List<String> links = new ArrayList<>();
    if (page > 1) {
      links.add(link(request, index, page - 1, "prev"));
    }
    if (page < last) {
      links.add(link(request, index, page + 1, "next"));
      links.add(link(request, index, last, "last"));
    }
    if (page > 1) {
      links.add(link(request, index, 1, "first"));
    }
    return String.join(", ", links);
  }

  private static String link(Request request, int index, int page, String relation) {
    Map<String, String> parameters = new TreeMap<>(request.parameters());
    parameters.keySet().retainAll(PARAMETERS);
    parameters.put("page", Integer.toString(page));
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            query
                .append(query.isEmpty() ? "?" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return "<http://%s/repositories/%d/commits%s>; rel=\"%s\""
        .formatted(
            Objects.requireNonNull(request.header("Host"), "HTTP/1.1 requires a host"),
            GithubCommits.FIRST_ID + index,
            query,
            relation);
  }

  private static Answer error(int status, String message) {
    ObjectNode body = Answer.object().put("message", message);
    body.put("documentation_url", "https://docs.github.com/rest").put("status", "" + status);
    return Answer.json(status, body);
  }

  @Override
  public ApiServer server() {
    return server;
  }

  @Override
  public String realUrl() {
    return "https://api.github.com";
  }
}
