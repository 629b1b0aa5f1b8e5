package dev.millrace.worker.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.local.time.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SlackChannelsTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer slack;
  private final SlackChannels channels;
  private volatile int status = 200;
  private volatile String answer = "{\"ok\":true,\"channel\":{\"id\":\"C1\",\"name\":\"general\"}}";

  SlackChannelsTest() throws IOException {
    slack = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    slack.createContext("/", this::answer);
    slack.start();
    channels =
        new SlackChannels(
            URI.create("http://127.0.0.1:%d/api/".formatted(slack.getAddress().getPort())),
            "xoxb-secret",
            clock);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(
        exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = answer.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Retry-After", "42");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @AfterEach
  void stop() {
    channels.close();
    slack.stop(0);
  }

  @Test
  void the_name_of_a_channel_is_asked_for_once() throws Exception {
    assertThat(channels.find("C1", 0)).contains("general");
    assertThat(channels.find("C1", 0)).contains("general");

    assertThat(requests).containsExactly("/api/conversations.info?channel=C1 Bearer xoxb-secret");
  }

  @Test
  void an_answer_without_end_is_not_kept_in_memory() {
    answer = "{\"ok\":true,\"channel\":{\"name\":\"" + "a".repeat(2 << 20) + "\"}}";

    assertThatThrownBy(() -> channels.find("C1", 0)).isInstanceOf(LookupFailedException.class);
  }

  @Test
  void a_channel_that_does_not_exist_has_no_name() throws Exception {
    answer = "{\"ok\":false,\"error\":\"channel_not_found\"}";

    assertThat(channels.find("C2", 0)).isEmpty();
  }

  @Test
  void a_channel_may_be_a_conversation_without_a_name() throws Exception {
    answer = "{\"ok\":true,\"channel\":{\"id\":\"D1\"}}";

    assertThat(channels.find("D1", 0)).isEmpty();
  }

  /** Slack would answer an error each time, so that the slice of such a document never ended. */
  @Test
  void malformed_channel_id_has_no_name_and_is_not_requested() throws Exception {
    status = 414;

    for (String channel : List.of("", " ", "C".repeat(101), "C".repeat(1_000_000))) {
      assertThat(channels.find(channel, 0)).isEmpty();
    }

    assertThat(requests).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | {\"ok\":false,\"error\":\"invalid_auth\"} | invalid_auth",
        "200 | [] | an unexpected body",
        "200 | <html> | does not answer",
        "503 | busy | 503"
      })
  void other_answers_are_failures_without_the_token(int status, String answer, String told) {
    this.status = status;
    this.answer = answer;

    LookupFailedException failed =
        catchThrowableOfType(LookupFailedException.class, () -> channels.find("C1", 0));

    assertThat(failed).hasMessageContaining(told);
    assertThat(failed.toString()).doesNotContain("xoxb");
  }

  @Test
  void while_slack_asks_to_wait_it_is_not_asked() throws Exception {
    status = 429;
    LookupFailedException first =
        catchThrowableOfType(LookupFailedException.class, () -> channels.find("C1", 0));
    status = 200;
    clock.advance(Duration.ofSeconds(40));

    LookupFailedException second =
        catchThrowableOfType(LookupFailedException.class, () -> channels.find("C2", 0));

    assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(42));
    assertThat(second.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(requests).hasSize(1);
    clock.advance(Duration.ofSeconds(3));
    assertThat(channels.find("C1", 0)).contains("general");
  }
}
