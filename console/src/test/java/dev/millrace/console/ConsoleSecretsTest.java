package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No page and no view has a secret but that of changes, which only a reader gets. */
@SuppressWarnings("NullAway.Init") // opened before all tests
final class ConsoleSecretsTest {

  private static final String TOKEN = "a-token-of-the-test";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ConsoleStage stage;
  private static Console console;
  private static String cookie;

  @BeforeAll
  static void start() throws Exception {
    stage = new ConsoleStage();
    stage.problems("no luck");
    console = stage.start(false, Optional.of(TOKEN));
    String url = console.url();
    HttpRequest login =
        HttpRequest.newBuilder(URI.create(url + "login"))
            .header("Origin", url.substring(0, url.length() - 1))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("token=" + TOKEN))
            .build();
    cookie =
        CLIENT
            .send(login, BodyHandlers.ofString())
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow()
            .split(";", -1)[0];
  }

  @AfterAll
  static void stop() {
    console.close();
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "problems", "coverage", "runs", "runs/1", "none", "login", "app.mjs"})
  void no_answer_has_the_token_or_the_password_of_the_database(String path) throws Exception {
    for (String form : List.of("", "?format=json")) {
      HttpResponse<String> reader = get(path + form, cookie);
      HttpResponse<String> stranger = get(path + form, "other=1");

      assertThat(
              reader.body() + reader.headers().map() + stranger.body() + stranger.headers().map())
          .doesNotContain(TOKEN, LocalDatabase.shared().password());
      assertThat(stranger.body()).doesNotContain(ConsoleStage.CSRF);
    }
    assertThat(get("", cookie).body()).contains(ConsoleStage.CSRF);
  }

  private static HttpResponse<String> get(String path, String cookie)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(console.url() + path)).header("Cookie", cookie).build(),
        BodyHandlers.ofString());
  }
}
