package dev.millrace.worker.source.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceFailuresTest {

  private static final Window WINDOW = new Window(0, 60);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(clock);

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 404, 204})
  void a_first_step_that_fails_is_tried_three_times(int status) {
    source.step1(ScriptedSource.status(status));

    SourceUnavailableException unavailable = open();

    assertThat(unavailable).hasMessageContaining("step 1 answered " + status);
    assertThat(unavailable.retryAfter()).isEmpty();
    assertThat(source.requests(1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500, 503})
  void a_second_step_that_fails_restarts_at_the_first(int status) throws Exception {
    source.step2(ScriptedSource.status(status), ScriptedSource.status(status), source.json("[1]"));

    try (DocumentCursor documents = client.open("T", WINDOW)) {
      assertThat(documents.next()).isTrue();
    }
    assertThat(source.requests(1)).hasSize(3);
    assertThat(source.requests(2)).hasSize(3);
  }

  @Test
  void link_that_stays_expired_means_an_unavailable_source() {
    source.step2(ScriptedSource.status(403));

    assertThat(open()).hasMessageContaining("step 2 answered 403");
    assertThat(source.requests(1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void wrong_key_is_not_retried_and_the_setting_is_named(int status) {
    source.step1(ScriptedSource.status(status));

    SourceUnavailableException unavailable = open();

    assertThat(unavailable).hasMessageContaining("MILLRACE_SOURCE_KEY");
    assertThat(unavailable.retryAfter()).hasValue(Duration.ofMinutes(5));
    assertThat(source.requests(1)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 17                            | PT17S",
        "2 | 17                            | PT17S",
        "1 | Thu, 01 Jan 2026 00:00:42 GMT | PT42S",
        "2 | Thu, 01 Jan 2026 00:00:42 GMT | PT42S",
      })
  void a_source_that_asks_to_wait_is_obeyed(int step, String retryAfter, Duration wait) {
    HttpHandler busy = ScriptedSource.status(429, "Retry-After", retryAfter);

    SourceUnavailableException unavailable =
        open(step == 1 ? source.step1(busy) : source.step2(busy));

    assertThat(unavailable.retryAfter()).hasValue(wait);
    assertThat(source.requests(step)).hasSize(1);
  }

  @Test
  void a_source_that_does_not_say_how_long_to_wait_is_not_asked_again_at_once() {
    source.step1(ScriptedSource.status(429));

    SourceUnavailableException unavailable = open();

    assertThat(unavailable).hasMessageContaining("429");
    assertThat(unavailable.retryAfter()).isEmpty();
    assertThat(source.requests(1)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "<html>",
        "https://source/?signature=signature-that-nobody-may-see",
        "\"https://source/?signature=signature-that-nobody-may-see\"",
        "{\"url\":\"https://source/?signature=signature-that-nobody-may-see",
        "{\"url\":\"//no-scheme?signature=signature-that-nobody-may-see\"}",
        "{\"url\":\"file:///etc/passwd?signature=signature-that-nobody-may-see\"}",
        "{\"url\":\"https://bad host/?signature=signature-that-nobody-may-see\"}",
      })
  void first_step_without_a_link_is_retried(String answer) {
    source.step1(source.json(answer));

    assertThat(open()).hasMessageContaining("step 1 answered");
    assertThat(source.requests(1)).hasSize(3);
  }

  @Test
  void refused_connection_means_an_unavailable_source() throws Exception {
    URI nowhere;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      nowhere = URI.create("http://127.0.0.1:%d/get_docs/".formatted(closed.getLocalPort()));
    }

    assertUnavailable(
        new SourceSettings(nowhere, ScriptedSource.KEY, 1 << 20), "it refuses connections");
  }

  @Test
  void unknown_host_means_an_unavailable_source() {
    assertUnavailable(
        new SourceSettings(
            URI.create("http://no-such-host.invalid/get_docs/"), ScriptedSource.KEY, 1 << 20),
        "its host is unknown");
  }

  /** In words: it was the name of a class, ClosedChannelException. */
  private void assertUnavailable(SourceSettings settings, String reason) {
    try (GuardedSource lost = ScriptedSource.client(settings, clock)) {
      assertThatThrownBy(() -> lost.open("T", WINDOW))
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageMatching("the source failed for T \\[.*\\): " + reason);
    }
  }

  private SourceUnavailableException open(ScriptedSource scripted) {
    assertThat(scripted).isSameAs(source);
    return open();
  }

  /** What the client says; whatever that is, it must not tell the secrets. */
  private SourceUnavailableException open() {
    SourceUnavailableException unavailable =
        catchThrowableOfType(SourceUnavailableException.class, () -> client.open("T", WINDOW));
    assertThat(unavailable).isNotNull();
    for (Throwable cause = unavailable; cause != null; cause = cause.getCause()) {
      assertThat(cause.toString())
          .doesNotContain(ScriptedSource.KEY)
          .doesNotContain(ScriptedSource.SIGNATURE);
    }
    return unavailable;
  }
}
