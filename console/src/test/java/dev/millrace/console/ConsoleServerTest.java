package dev.millrace.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ledger.SliceState;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server lets in, and what it answers without a browser. */
@SuppressWarnings("NullAway.Init") // opened before all tests
final class ConsoleServerTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ConsoleStage stage;
  private static Console console;
  private static long run;

  @BeforeAll
  static void start() {
    stage = new ConsoleStage();
    stage.problems("no luck");
    run = stage.backfill();
    console = stage.start(false, Optional.empty());
  }

  @AfterAll
  static void stop() {
    console.close();
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "problems",
        "coverage",
        "counts",
        "runs",
        "runs/1",
        "slices/1",
        "types/SlackType"
      })
  void every_view_is_one_request_and_json_on_demand(String path) throws Exception {
    HttpResponse<String> page = get(path);
    JsonNode json = json(get(path + "?format=json"));

    assertThat(page.body()).contains("<div id=\"app\">", ConsoleStage.CSRF);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self' 'sha256-")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(json.isObject()).isTrue();
  }

  @Test
  void coverage_has_at_most_2000_cells_of_a_round_length() throws Exception {
    for (String from : new String[] {"-1h", "-1d", "-7d", "-30d", "-400d", "-20000d"}) {
      JsonNode json = json(get("coverage?format=json&from=" + from));
      int cells = 0;
      for (JsonNode type : json.at("/types")) {
        cells += type.at("/cells").size();
      }

      assertThat(cells).as(from).isBetween(1, 2000);
    }
    assertThat(json(get("coverage?format=json")).at("/from").asText()).endsWith(":00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coverage?from=yesterday     | 400 | from 'yesterday' is not a time",
        "coverage?from=-1d&to=-2d    | 400 | is not before to",
        "coverage?types=NoSuchType   | 404 | no scheduled type is named 'NoSuchType'",
        "counts?by=week              | 400 | by 'week' is unknown; use 5min, hour, day",
        "counts?from=-3d&by=5min     | 400 | choose a shorter span or a longer step",
        "coverage?cells=100000       | 400 | cells must be from 1 to",
        "runs/99999                  | 404 | there is no run 99999",
        "slices/99999                | 404 | the ledger has no slice 99999",
        "types/NoSuchType            | 404 | no type is named 'NoSuchType'",
        "slices/x                    | 400 | slice must be from 0",
        "runs/x                      | 400 | run must be from 0"
      })
  void a_wrong_parameter_is_named(String path, int status, String message) throws Exception {
    HttpResponse<String> answer = get(path + (path.contains("?") ? "&" : "?") + "format=json");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).at("/error/message").asText()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]"})
  void a_foreign_name_for_this_machine_is_refused(String host) throws IOException {
    URI url = URI.create(console.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /?format=json HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("summary");
    }
  }

  @Test
  void changes_need_the_origin_and_the_secret_of_the_page() throws Exception {
    String path = "runs/%d/pause".formatted(run);

    assertThat(post(path, "{}", origin(), "wrong").statusCode()).isEqualTo(403);
    assertThat(post(path, "{}", "http://evil.example", ConsoleStage.CSRF).statusCode())
        .isEqualTo(403);
    assertThat(post(path, "{}", "null", ConsoleStage.CSRF).statusCode()).isEqualTo(403);
    assertThat(
            CLIENT
                .send(
                    request(path)
                        .header("X-Millrace-Csrf", ConsoleStage.CSRF)
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                    BodyHandlers.ofString())
                .statusCode())
        .as("without an origin")
        .isEqualTo(403);
    assertThat(get(path).statusCode()).as("GET changes nothing").isEqualTo(404);
    assertThat(state()).isEqualTo("active");
    assertThat(post(path, "{\"because\":\"slow\"}").body()).contains("\"state\":\"paused\"");
    assertThat(get("runs/%d?format=json".formatted(run)).body())
        .contains("\"state\":\"paused\"", "\"operator\":\"console\"", "\"because\":\"slow\"");
    assertThat(json(post("runs/%d/resume".formatted(run), "{}")).at("/changed").asBoolean())
        .isTrue();
  }

  @Test
  void a_read_only_console_changes_nothing() throws Exception {
    try (Console other = stage.start(true, Optional.empty())) {
      String url = other.url();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "runs/%d/cancel".formatted(run)))
              .header("Origin", url.substring(0, url.length() - 1))
              .header("X-Millrace-Csrf", ConsoleStage.CSRF)
              .POST(BodyPublishers.ofString("{}"))
              .build();

      assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
    assertThat(state()).isEqualTo("active");
  }

  @Test
  void beyond_this_machine_a_token_lets_in() throws Exception {
    try (Console other = stage.start(false, Optional.of("the-token"))) {
      String url = other.url();
      HttpResponse<String> stranger = send(url + "?format=json");
      HttpResponse<String> page = send(url);
      HttpResponse<String> wrong = login(url, "another");
      HttpResponse<String> right = login(url, "the-token");
      String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
      HttpResponse<String> reader =
          CLIENT.send(
              HttpRequest.newBuilder(URI.create(url + "?format=json"))
                  .header("Cookie", cookie.split(";", -1)[0])
                  .build(),
              BodyHandlers.ofString());

      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(page.headers().firstValue("Location").orElseThrow()).endsWith("/login");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
      assertThat(reader.statusCode()).isEqualTo(200);
    }
    assertThatThrownBy(() -> new ConsoleSettings("0.0.0.0", 0, false, "secret", Optional.empty()))
        .hasMessageContaining("needs a token");
  }

  @Test
  void a_dry_run_is_the_default_and_changes_nothing() throws Exception {
    JsonNode effect = json(post("problems/redrive", "{\"type\":\"SlackType\"}"));

    assertThat(effect.at("/dry_run").asBoolean()).isTrue();
    assertThat(effect.at("/planned").asInt()).isEqualTo(3);
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'dead'"))
        .isEqualTo(3);
  }

  @Test
  void a_backfill_is_planned_only_as_it_was_shown() throws Exception {
    String wish = "\"types\":[\"ArchiveType\"],\"from\":\"-70d\",\"only\":\"all\"";
    JsonNode plan = json(post("runs", "{%s}".formatted(wish)));
    long slices = plan.at("/slices").asLong();
    HttpResponse<String> changed =
        post("runs", "{%s,\"slices\":%d,\"dry_run\":false}".formatted(wish, slices + 1));
    long before = stage.number("SELECT COUNT(*) FROM millrace_run");
    HttpResponse<String> planned =
        post("runs", "{%s,\"slices\":%d,\"dry_run\":false}".formatted(wish, slices));

    assertThat(slices).isPositive();
    assertThat(changed.statusCode()).isEqualTo(409);
    assertThat(json(changed).at("/error/message").asText()).contains("the plan has changed");
    assertThat(json(planned).at("/run").asLong()).isPositive();
    assertThat(stage.number("SELECT COUNT(*) FROM millrace_run")).isEqualTo(before + 1);
    assertThat(
            stage.number(
                "SELECT COUNT(*) FROM millrace_slice WHERE run = ? AND state = ?",
                json(planned).at("/run").asLong(),
                SliceState.PLANNED.text()))
        .isPositive();
  }

  @Test
  void broken_wishes_are_refused() throws Exception {
    assertThat(post("runs", "[]").statusCode()).isEqualTo(400);
    assertThat(post("runs", "{").statusCode()).isEqualTo(400);
    assertThat(post("runs", "x".repeat(1 << 17)).statusCode()).as("too large").isEqualTo(413);
    assertThat(post("runs", "{\"from\":\"-1d\",\"only\":\"some\"}").statusCode()).isEqualTo(400);
    assertThat(post("runs/1/explode", "{}").statusCode()).isEqualTo(404);
    assertThat(post("slices/1/explode", "{}").statusCode()).isEqualTo(404);
    assertThat(post("slices/99999/cancel", "{}").statusCode()).isEqualTo(404);
    assertThat(post("slices/1/cancel", "{}").statusCode()).as("it is dead").isEqualTo(409);
    assertThat(post("slices/1/cancel", "{}", origin(), "wrong").statusCode()).isEqualTo(403);
    assertThat(get("assets/../Console.class").statusCode()).isEqualTo(404);
    assertThat(get("assets/vendor/preact.mjs").statusCode()).isEqualTo(200);
  }

  private static String state() {
    return stage.number("SELECT state = 'paused' FROM millrace_run WHERE id = ?", run) == 1
        ? "paused"
        : "active";
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(console.url() + path));
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(console.url() + path);
  }

  private static HttpResponse<String> send(String url) throws IOException, InterruptedException {
    return CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private static String origin() {
    return console.url().substring(0, console.url().length() - 1);
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, body, origin(), ConsoleStage.CSRF);
  }

  private static HttpResponse<String> post(String path, String body, String origin, String csrf)
      throws Exception {
    return CLIENT.send(
        request(path)
            .header("Origin", origin)
            .header("X-Millrace-Csrf", csrf)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> login(String url, String token) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url + "login"))
            .header("Origin", url.substring(0, url.length() - 1))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + token))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new JsonMapper().readTree(answer.body());
  }
}
