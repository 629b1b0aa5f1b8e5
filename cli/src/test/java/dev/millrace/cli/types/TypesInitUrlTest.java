package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.Execution;
import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.apis.SlackApi;
import dev.millrace.local.apis.StripeApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A first definition from one answer; with as little editing as its comments say, it can be tried.
 */
final class TypesInitUrlTest {

  private static final InstantSource CLOCK = InstantSource.system();

  private final Instant to =
      CLOCK.instant().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
  private final Instant from = to.minus(Duration.ofHours(3));
  private final Sample sample = new Sample(from, to, 150, 5);

  @TempDir private Path folder;

  private Execution run(String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("MILLRACE_TYPES", folder.toString());
    environment.put("A_TOKEN", "s3cr3t");
    return Execution.of(
        environment,
        Stream.concat(Stream.of("types"), Stream.of(arguments)).toArray(String[]::new));
  }

  private String init(String url, String name, String... options) throws IOException {
    Execution init =
        run(
            Stream.concat(Stream.of("init", url, "--type", name), Stream.of(options))
                .toArray(String[]::new));
    assertThat(init.err()).isEmpty();
    assertThat(init.out()).endsWith("edit it, then run ./millrace types try " + name + "\n");
    return Files.readString(folder.resolve(name + ".yaml"));
  }

  private void assertTried(String name, int documents) {
    Execution tried = run("try", name, "--from=" + from, "--to=" + to);
    assertThat(tried.err()).isEmpty();
    assertThat(tried.out())
        .contains("%d documents: %d accepted".formatted(documents, documents), " 0 rejected");
  }

  @Test
  void earthquakes() throws IOException {
    try (PublicApi api = EarthquakeApi.start(sample, 0, CLOCK, 20_000)) {
      String yaml =
          init(
              "%s/fdsnws/event/1/query?format=geojson&starttime=%s&endtime=%s"
                  .formatted(api.server().url(), from, to),
              "Quakes");

      assertThat(yaml.lines())
          .contains(
              "  params: { format: geojson }  # sent with every request",
              "  window: { from: starttime, to: endtime, as: iso }  # guessed from the URL; add"
                  + " bounds: closed if the last moment is included",
              "  documents: /features  # 150 documents in the answer")
          .anyMatch(line -> line.startsWith("  id: /id  # \""))
          .anyMatch(
              line -> line.startsWith("  timestamp: { from: /properties/time, unit: ms }  # 1"))
          .anyMatch(line -> line.startsWith("  # count: { at: /metadata/count }  # 150; if"))
          .anyMatch(line -> line.startsWith("  properties_mag: { from: /data/properties/mag"));
      assertTried("Quakes", 150);
    }
  }

  @Test
  void commits_of_github() throws IOException {
    try (GithubApi api = GithubApi.start(sample, 0, CLOCK, List.of("apache/maven"), "s3cr3t")) {
      String yaml =
          init(
              "%s/repos/apache/maven/commits?per_page=100&since=%s&until=%s"
                  .formatted(api.server().url(), from, to),
              "Commits",
              "--bearer=A_TOKEN");

      assertThat(yaml)
          .contains(
              "  auth: { bearer: A_TOKEN }  # ",
              "  documents: ''  # 100 documents",
              "  id: /sha  # ",
              "  timestamp: { from: /commit/committer/date }  # ",
              "  pages: { link: next }  # the answer has a Link header")
          .doesNotContain("s3cr3t");
      assertTried("Commits", 150);
    }
  }

  @Test
  void messages_of_slack() throws IOException {
    try (SlackApi api = SlackApi.start(sample, 0, CLOCK, List.of("C012AB3CD"), "s3cr3t")) {
      String yaml =
          init(
              ("%s/api/conversations.history?channel=C012AB3CD&limit=100&inclusive=true"
                      + "&oldest=%d.000000&latest=%d.000000")
                  .formatted(api.server().url(), from.getEpochSecond(), to.getEpochSecond()),
              "Messages",
              "--bearer=A_TOKEN");

      assertThat(yaml)
          .contains(
              "  window: { from: oldest, to: latest, as: s.us }",
              "  id: /ts  # ",
              "  timestamp: { from: /ts, unit: s }",
              "  pages: { cursor: { param: cursor, at: /response_metadata/next_cursor } }");
    }
  }

  @Test
  void events_of_stripe() throws IOException {
    try (StripeApi api = StripeApi.start(sample, 0, CLOCK, "s3cr3t")) {
      String yaml =
          init(
              "%s/v1/events?limit=100&created%%5Bgte%%5D=%d&created%%5Blt%%5D=%d"
                  .formatted(api.server().url(), from.getEpochSecond(), to.getEpochSecond()),
              "Events",
              "--bearer=A_TOKEN");

      assertThat(yaml)
          .contains(
              "  window: { from: 'created[gte]', to: 'created[lt]', as: s }",
              "  documents: /data  # 100 documents",
              "  timestamp: { from: /created, unit: s }",
              "  pages: { last_id: { param: starting_after, more: /has_more } }");
      assertTried("Events", 150);
    }
  }

  @Test
  void what_cannot_be_guessed_is_said() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body =
              (path.equals("/html")
                      ? "<!DOCTYPE html><title>Back soon</title>"
                      : path.equals("/empty")
                          ? "{\"items\":[]}"
                          : path.equals("/local")
                              ? "[{\"id\":7,\"at\":\"2024-05-31 12:00:00\"}]"
                              : "{\"a\":[{\"b\":1},{\"b\":1}]}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(path.equals("/closed") ? 401 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(run("init", url + "/html?api_key=abc").err())
          .startsWith("millrace: the answer to GET " + url + "/html?… is not JSON: '<!DOCTYPE")
          .doesNotContain("abc");
      assertThat(run("init", url + "/empty").err())
          .contains("no array of objects in the answer; ask for a span of time that has documents");
      assertThat(run("init", url + "/closed").err())
          .contains("was answered with 401", "--bearer NAME sends the token");
      assertThat(init(url + "/v1/new-items?api_key=abc", "Odd"))
          .contains(
              "  # the parameter api_key is left out: a definition holds no secret; see auth",
              "not in the URL: write your API's names of the two bounds",
              "  id: /id  # no value is different in every document",
              "  timestamp: { from: /created_at }  # no moment in every document")
          .doesNotContain("abc");
      assertThat(init(url + "/local", "Local"))
          .contains("  timestamp: { from: /at, unit: iso_utc }  # \"2024-05-31 12:00:00\"");
      assertThat(run("check").status()).isZero();
      assertThat(run("init", url + "/v1/new-items").out()).contains("NewItems.yaml");
      assertThat(run("init", "http://example.org/x").err()).contains("https");
    } finally {
      server.stop(0);
    }
  }
}
