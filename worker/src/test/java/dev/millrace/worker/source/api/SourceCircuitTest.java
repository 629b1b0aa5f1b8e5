package dev.millrace.worker.source.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class SourceCircuitTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(clock);

  @Test
  void circuit_opens_when_the_source_keeps_failing() {
    failTenTimes();

    SourceUnavailableException unavailable = unavailable();

    assertThat(source.requests(1)).hasSize(10);
    assertThat(unavailable).hasMessageContaining("circuit open since");
    assertThat(unavailable.retryAfter()).hasValue(Duration.ofSeconds(30));
  }

  @Test
  void one_probe_that_succeeds_lets_everybody_in_again() throws Exception {
    failTenTimes();

    source.step1(source.json("[]"));
    clock.advance(Duration.ofSeconds(31));

    for (int i = 0; i < 20; i++) {
      client.open("T", new Window(0, 60)).close();
    }
    assertThat(source.requests(1)).hasSize(10 + 20);
  }

  @Test
  void one_probe_that_fails_keeps_everybody_out() {
    failTenTimes();

    clock.advance(Duration.ofSeconds(31));

    assertThat(unavailable()).hasMessageContaining("rejected the API key");
    assertThat(unavailable()).hasMessageContaining("circuit open since");
    assertThat(source.requests(1)).hasSize(11);
  }

  @Test
  void probe_requests_one_second_of_the_last_answered_slice() throws Exception {
    client.open("T", new Window(120, 720)).close();
    failTenTimes();
    assertThat(client.openCircuits()).hasSize(1);
    source.step1(source.json("[]"));
    int before = source.requests(1).size();

    assertThat(client.probe("T")).isFalse();
    assertThat(source.requests(1)).as("too early to ask").hasSize(before);
    clock.advance(Duration.ofSeconds(31));
    assertThat(client.probe("T")).isTrue();

    assertThat(client.openCircuits()).isEmpty();
    assertThat(source.requests(1)).hasSize(before + 1);
    assertThat(source.requests(1).getLast().uri())
        .hasPath("/get_docs/T")
        .hasParameter("timestamp_from", "120")
        .hasParameter("timestamp_to", "120");
  }

  @Test
  void stopped_reader_does_not_affect_the_circuit() throws Exception {
    failTenTimes();
    clock.advance(Duration.ofSeconds(31));

    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> client.open("T", new Window(0, 60)))
        .isInstanceOf(InterruptedException.class);

    assertThat(unavailable())
        .as("the next one is the probe")
        .hasMessageContaining("rejected the API key");
  }

  private void failTenTimes() {
    HttpHandler refused = ScriptedSource.status(403);
    source.step1(refused);
    for (int i = 0; i < 10; i++) {
      assertThat(unavailable()).hasMessageContaining("rejected the API key");
    }
  }

  private SourceUnavailableException unavailable() {
    SourceUnavailableException unavailable =
        catchThrowableOfType(
            SourceUnavailableException.class, () -> client.open("T", new Window(0, 60)));
    assertThat(unavailable).isNotNull();
    return unavailable;
  }
}
