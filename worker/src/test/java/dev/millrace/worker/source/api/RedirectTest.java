package dev.millrace.worker.source.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the second step leads, and how often the first is asked. */
final class RedirectTest {

  private static final Window WINDOW = new Window(0, 60);

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(InstantSource.system());

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void the_second_step_follows_a_redirect_without_the_key(int status) throws Exception {
    source.step2(
        ScriptedSource.status(status, "Location", "/documents?moved=true"),
        source.json("[{\"id\":1}]"));

    try (DocumentCursor documents = client.open("T", WINDOW)) {
      assertThat(documents.next()).isTrue();
    }

    assertThat(source.requests(2)).hasSize(2);
    assertThat(source.requests(2).getLast().uri()).hasParameter("moved", "true");
    assertThat(source.requests(2)).noneMatch(request -> request.headers().containsKey("x-api-key"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/documents",
        "http://example.com/documents",
        "file:///etc/passwd",
        "http://[not a url"
      })
  void nor_to_another_scheme_nor_elsewhere_in_plain_text(String target) {
    source.step2(ScriptedSource.status(302, "Location", target));

    assertThat(unavailable()).hasMessageContaining("step 2 was redirected");
    assertThat(source.requests(2)).hasSize(3);
  }

  @Test
  void a_redirect_in_a_circle_ends() {
    source.step2(ScriptedSource.status(302, "Location", "/documents"));

    assertThat(unavailable()).hasMessageContaining("more than 3 times");
  }

  @Test
  void a_link_to_elsewhere_must_be_https() {
    source.step1(source.json("{\"url\":\"http://example.com/documents\"}"));

    assertThat(unavailable())
        .hasMessageContaining(
            "step 1 answered a link that is not https, on the host 'example.com'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/documents?signature=a b|c",
        "../documents?x={y}",
        "HTTP://127.0.0.1:%d/documents"
      })
  void a_link_may_be_relative_or_hold_characters_that_need_escaping(String link) throws Exception {
    int port = source.url().getPort();
    source.step1(source.json("{\"url\":\"" + link.replace("%d", "" + port) + "\"}"));

    try (DocumentCursor documents = client.open("T", WINDOW)) {
      assertThat(documents.next()).isFalse();
    }
    assertThat(source.requests(2)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9001/x",
        "https://localhost/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "http://0.0.0.0/x"
      })
  void a_source_elsewhere_cannot_lead_to_this_machine(String link) {
    URI elsewhere = URI.create("https://source.example.com/get_docs/T");

    assertThatThrownBy(() -> new Links(elsewhere).follow(elsewhere, link, "step 1 answered a link"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("step 1 answered a link on this machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/x", "http://169.254.169.254/x", "http://h_1/x"})
  void a_source_that_is_https_cannot_lead_to_plain_http(String link) {
    URI elsewhere = URI.create("https://source.example.com/get_docs/T");

    assertThatThrownBy(() -> new Links(elsewhere).follow(elsewhere, link, "step 1 answered a link"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("step 1 answered a link that is");
  }

  @Test
  void a_redirect_without_a_target_is_named() {
    source.step2(ScriptedSource.status(302));

    assertThat(unavailable()).hasMessageContaining("step 2 was redirected without a Location");
  }

  @Test
  void requests_per_second_are_limited() throws Exception {
    SourceSettings slow =
        new SourceSettings(source.url(), ScriptedSource.KEY, new SizeLimits(1000), 1);
    try (GuardedSource limited =
        new GuardedSource(
            "api",
            new ApiSource(slow, source.url(), InstantSource.system(), Duration.ofSeconds(60)),
            slow.rate(),
            InstantSource.system(),
            Duration.ofMillis(20),
            Duration.ofMillis(2))) {
      SourceUnavailableException refused = null;
      for (int i = 0; i < 50 && refused == null; i++) {
        refused =
            catchThrowableOfType(
                SourceUnavailableException.class, () -> limited.open("T", WINDOW).close());
      }

      assertThat(refused)
          .hasMessageContaining("source rate limit reached (1 requests per second)")
          .extracting(SourceUnavailableException::kind)
          .isEqualTo(SourceUnavailableException.Kind.THROTTLED);
      assertThat(limited.openCircuits()).as("that is not a failure of the source").isEmpty();
    }
  }

  private SourceUnavailableException unavailable() {
    return catchThrowableOfType(SourceUnavailableException.class, () -> client.open("T", WINDOW));
  }
}
