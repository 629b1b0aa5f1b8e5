package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.local.browser.Chromium;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stream of events, and how pages follow it. */
@SuppressWarnings("NullAway.Init") // opened before all tests
final class StreamPagesTest {

  private static final String REQUESTS =
      "performance.getEntriesByType('resource').filter(e => e.name.includes('format=json')).length";

  private static ConsoleStage stage;
  private static Console console;
  private static long run;

  @BeforeAll
  static void start() {
    stage = new ConsoleStage();
    run = stage.backfill();
    console = stage.start(false, Optional.empty());
  }

  @AfterAll
  static void stop() {
    console.close();
    stage.close();
  }

  @Test
  void the_stream_names_what_has_changed_and_nothing_else() throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(console.url() + "events"))
                    .header("Accept", "text/event-stream")
                    .build(),
                BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(next(lines)).isEqualTo("event: alive");
      Thread.sleep(1500);
      stage.sql("INSERT INTO millrace_worker VALUES ('w/1', NOW(3), NOW(3), 1)");
      assertThat(next(lines)).isEqualTo("event: change");
      assertThat(lines.readLine()).isEqualTo("data: fleet");
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
    }
  }

  @Test
  void a_view_asks_once_until_something_changes_and_reconnects_after_an_interruption()
      throws IOException, InterruptedException {
    assumeTrue(Chromium.program().isPresent(), "no chromium on this machine");
    Console other = stage.start(false, Optional.empty());
    int port = URI.create(other.url()).getPort();
    try (Chromium browser = Chromium.start()) {
      browser.open(other.url() + "runs/" + run);
      Thread.sleep(2500);
      assertThat(browser.evaluate(REQUESTS).asInt()).as("nothing has changed").isEqualTo(1);
      stage.sql("UPDATE millrace_run SET state = 'paused' WHERE id = ?", run);
      browser.await("document.querySelector('h1').innerText.includes('is paused')");
      assertThat(browser.evaluate("document.querySelector('.sign')").isNull()).isTrue();

      other.close();
      browser.await("document.querySelector('.sign')");
      assertThat(browser.text())
          .contains("The console does not answer. This page shows what was known at", "is paused");
      stage.sql("UPDATE millrace_run SET state = 'active' WHERE id = ?", run);
      other =
          Console.start(
              new ConsoleSettings("127.0.0.1", port, false, ConsoleStage.CSRF, Optional.empty()),
              new DeploymentData(stage.deployment()),
              System::nanoTime);
      browser.await("!document.querySelector('.sign')");
      browser.await("document.querySelector('h1').innerText.includes('is active')");
    } finally {
      other.close();
    }
  }

  /** The next line with an event, over the ends of others. */
  private static String next(BufferedReader lines) throws IOException {
    while (true) {
      String line = lines.readLine();
      if (line == null || line.startsWith("event: ")) {
        return String.valueOf(line);
      }
    }
  }
}
