package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.time.Window;
import dev.millrace.worker.Faults;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpTimeoutException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers that begin well. What comes before the break is handed out, the break is an exception.
 */
final class BrokenAnswersTest {

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(InstantSource.system());
  private final GuardedSource impatient = source.impatientClient();

  @Test
  void body_shorter_than_announced_is_not_a_success() {
    IOException broken = read(Faults.brokenAfter("[{\"id\":1},{\"id\":2}]"), 2);

    assertThat(broken).isNotInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void body_without_its_last_chunk_is_not_a_success() {
    IOException broken = read(ScriptedSource.withoutLastChunk("[{\"id\":1},{\"id\":2}]"), 2);

    assertThat(broken).isNotInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void truncated_compressed_body_is_not_a_success() throws Exception {
    byte[] packed = {31, -117, 8, 0, 0, 0, 0, 0, 0, 0};

    IOException broken = read(ScriptedSource.bytes(packed, "Content-Encoding", "gzip"), 0);

    assertThat(broken).isNotInstanceOf(MalformedAnswerException.class);
  }

  @Test
  void an_array_that_ends_too_soon_was_cut_off() {
    IOException broken = read(source.json("[{\"id\":1},{\"id\":2},{\"id"), 2);

    assertThat(broken)
        .isInstanceOfSatisfying(
            MalformedAnswerException.class, e -> assertThat(e.cutOff()).isTrue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"<html/> | 0", "[1,,2] | 1", "[1}] | 0", "[1,2] and more | 2", "[1][2] | 1"})
  void complete_answer_that_is_not_an_array_is_malformed(String answer, int documents) {
    IOException broken = read(source.json(answer), documents);

    assertThat(broken)
        .isInstanceOfSatisfying(
            MalformedAnswerException.class, e -> assertThat(e.cutOff()).isFalse());
  }

  @Test
  void a_connection_that_is_reset_in_the_middle_is_noticed() throws Exception {
    try (ServerSocket resetting = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      CountDownLatch arrived = new CountDownLatch(1);
      Thread.startVirtualThread(() -> answerAndReset(resetting, arrived));
      String link = "http://127.0.0.1:%d/".formatted(resetting.getLocalPort());
      source.step1(source.json("{\"url\":\"" + link + "\"}"));

      try (DocumentCursor documents = client.open("T", new Window(0, 60))) {
        assertThat(documents.next()).isTrue();
        arrived.countDown();
        IOException broken = catchThrowableOfType(IOException.class, documents::next);

        assertThat(new SourceUnavailableException(Kind.FAILS, "failed", broken))
            .hasMessageContaining("reset");
      }
    }
  }

  private static void answerAndReset(ServerSocket server, CountDownLatch arrived) {
    try (Socket socket = server.accept()) {
      String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
      socket.getOutputStream().write((head + "[{\"id\":1},").getBytes(UTF_8));
      socket.getOutputStream().flush();
      arrived.await();
      socket.setSoLinger(true, 0);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_body_that_falls_silent_is_not_waited_for_without_end() {
    IOException broken = read(impatient, ScriptedSource.silentAfter("[{\"id\":1},"), 1);

    assertThat(broken)
        .isInstanceOf(HttpTimeoutException.class)
        .hasMessageContaining("no data for 200 ms");
  }

  @Test
  void an_answer_that_never_begins_is_not_waited_for_without_end() {
    source.step1(ScriptedSource.silentAfter(""));

    SourceUnavailableException unavailable =
        catchThrowableOfType(
            SourceUnavailableException.class, () -> impatient.open("T", new Window(0, 60)));

    assertThat(unavailable).hasMessageContaining("timed out");
  }

  /** Reads the documents before the failure, and returns the failure. */
  private IOException read(HttpHandler answer, int documents) {
    return read(client, answer, documents);
  }

  private IOException read(GuardedSource reader, HttpHandler answer, int documents) {
    source.step2(answer);
    IOException broken =
        catchThrowableOfType(
            IOException.class,
            () -> {
              try (DocumentCursor stream = reader.open("T", new Window(0, 60))) {
                for (int i = 0; i < documents; i++) {
                  assertThat(stream.next()).isTrue();
                }
                assertThat(stream.next()).as("whether there is more").isFalse();
              }
            });
    assertThat(broken).isNotNull();
    return broken;
  }
}
