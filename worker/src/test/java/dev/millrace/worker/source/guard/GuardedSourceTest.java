package dev.millrace.worker.source.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.api.DocumentStream;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guard around a source that is a lambda. */
final class GuardedSourceTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Window WINDOW = new Window(0, 600);

  /** Opens the documents of a window, or throws. */
  @FunctionalInterface
  private interface Opening {
    DocumentCursor open(Window window) throws IOException;
  }

  private final SettableClock clock = new SettableClock(START);
  private final List<String> asked = new ArrayList<>();
  private final Map<String, Opening> answers = new HashMap<>();
  private final GuardedSource source =
      new GuardedSource(
          "api", source(), 1_000_000, clock, Duration.ofSeconds(1), Duration.ofMillis(1));

  @Test
  void circuit_of_one_type_leaves_another_alone() throws Exception {
    answers.put("A", GuardedSourceTest::fail);

    failTenTimes("A");

    assertThat(source.openCircuits())
        .containsExactly(
            new OpenCircuit(
                "api",
                "A",
                START,
                "the source failed for A %s: step 1 answered 500".formatted(WINDOW),
                START.plusSeconds(30)));
    assertThat(source.refusal("A")).isPresent();
    assertThat(source.refusal("B")).isEmpty();
    source.open("B", WINDOW).close();
  }

  @Test
  void error_in_a_probe_leaves_the_next_one_free() throws Exception {
    answers.put("A", GuardedSourceTest::fail);
    failTenTimes("A");
    clock.advance(Duration.ofSeconds(31));
    answers.put(
        "A",
        _ -> {
          throw new StackOverflowError("in the middle of a probe");
        });

    assertThatThrownBy(() -> source.open("A", WINDOW)).isInstanceOf(StackOverflowError.class);
    answers.remove("A");
    clock.advance(Duration.ofSeconds(31));

    assertThat(source.probe("A")).isTrue();
    assertThat(source.openCircuits()).isEmpty();
  }

  @Test
  void answers_that_break_off_open_the_circuit() throws Exception {
    answers.put("A", _ -> stream("[{\"id\":1},"));

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> read("A")).isInstanceOf(IOException.class);
    }

    assertThat(source.openCircuits()).extracting(OpenCircuit::type).containsExactly("A");
    clock.advance(Duration.ofSeconds(31));
    assertThat(source.probe("A")).as("it breaks off as well").isFalse();
    assertThat(source.openCircuits()).hasSize(1);
  }

  @Test
  void reading_that_we_interrupt_says_nothing_about_the_source() {
    answers.put(
        "A",
        _ ->
            new DocumentStream(
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    return read(new byte[1], 0, 1);
                  }

                  @Override
                  public int read(byte[] buffer, int offset, int length) throws IOException {
                    Thread.currentThread().interrupt(); // as the client's stream does
                    throw new IOException("interrupted");
                  }
                },
                1_000));

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> read("A")).isInstanceOf(IOException.class);
      Thread.interrupted();
    }

    assertThat(source.openCircuits()).isEmpty();
  }

  @Test
  void malformed_answers_leave_the_circuit_closed() {
    answers.put("A", _ -> stream("<html>"));

    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> read("A")).isInstanceOf(IOException.class);
    }

    assertThat(source.openCircuits()).isEmpty();
  }

  @Test
  void time_out_is_not_repeated_at_once() {
    answers.put(
        "A",
        _ -> {
          throw new HttpTimeoutException("request timed out");
        });

    assertThatThrownBy(() -> source.open("A", WINDOW))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("timed out");

    assertThat(asked).containsExactly("A " + WINDOW);
  }

  @Test
  void probes_ask_in_turn_for_seconds_of_answered_and_failed_windows() throws Exception {
    source.open("A", new Window(100, 200)).close();
    source.open("A", new Window(200, 300)).close();
    answers.put("A", GuardedSourceTest::fail);
    failTenTimes("A");
    asked.clear();

    for (int i = 0; i < 4; i++) {
      clock.advance(Duration.ofSeconds(31));
      source.probe("A");
    }

    assertThat(asked.stream().distinct())
        .containsExactly(
            "A " + new Window(200, 201), "A " + new Window(100, 101), "A " + new Window(0, 1));
  }

  @Test
  void slices_wait_longer_the_longer_the_circuit_is_open() throws Exception {
    answers.put("A", GuardedSourceTest::fail);
    failTenTimes("A");

    assertThat(wait("A")).isEqualTo(Duration.ofSeconds(30));
    clock.advance(Duration.ofSeconds(10));
    assertThat(wait("A")).isEqualTo(Duration.ofSeconds(20));
    for (int i = 0; i < 9; i++) {
      clock.advance(Duration.ofSeconds(31));
      source.probe("A");
    }
    assertThat(wait("A")).isEqualTo(Duration.ofMillis(144_500));
    clock.advance(Duration.ofHours(5));
    source.probe("A");
    assertThat(wait("A")).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void slice_may_probe_a_type_that_nobody_probes() {
    answers.put("A", GuardedSourceTest::fail);
    failTenTimes("A");

    clock.advance(Duration.ofSeconds(35));
    assertThat(source.refusal("A")).as("the background probe comes first").isPresent();
    clock.advance(Duration.ofSeconds(10));

    assertThat(source.refusal("A")).isEmpty();
  }

  private Duration wait(String type) {
    return source.refusal(type).orElseThrow().time();
  }

  private void failTenTimes(String type) {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> source.open(type, WINDOW))
          .isInstanceOf(SourceUnavailableException.class);
    }
  }

  private void read(String type) throws IOException, InterruptedException {
    try (DocumentCursor documents = source.open(type, WINDOW)) {
      while (documents.next()) {
        // only read to the end
      }
    }
  }

  private DocumentSource source() {
    return (type, window) -> {
      asked.add(type + " " + window);
      return answers.getOrDefault(type, _ -> stream("[]")).open(window);
    };
  }

  private static DocumentCursor fail(Window window) throws IOException {
    throw new IOException("step 1 answered 500");
  }

  private static DocumentCursor stream(String answer) {
    return new DocumentStream(new ByteArrayInputStream(answer.getBytes(UTF_8)), 1_000);
  }
}
