package dev.millrace.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before all tests
class LocalQueuesTest {
  private static LocalQueues queues;
  private static AwsCalls calls;

  @BeforeAll
  static void start() {
    queues = LocalQueues.start();
    calls = new AwsCalls(queues.endpoint(), "AmazonSQS");
  }

  @AfterAll
  static void stop() {
    calls.close();
    queues.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"import", "backfill", "aggregate"})
  void each_queue_of_the_pipeline_has_a_distant_dead_letter_queue(String name) {
    JsonNode attributes = attributes(queues.url(name));

    assertThat(attributes.path("VisibilityTimeout").asText()).isEqualTo("60");
    assertThat(attributes.path("RedrivePolicy").asText())
        .contains(":" + name + "-dead-letters\"")
        .contains("\"maxReceiveCount\":100");
  }

  @Test
  void the_urls_lie_under_the_endpoint() {
    assertThat(queues.endpoint()).matches("http://127\\.0\\.0\\.1:\\d+");
    assertThat(queues.url("import")).isEqualTo(queues.endpoint() + "/000000000000/import");
    assertThat(queues.url("import-dead-letters")).endsWith("/import-dead-letters");
  }

  @Test
  void an_unknown_queue_is_refused_by_name() {
    assertThatThrownBy(() -> queues.url("imports"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no queue imports here");
  }

  @Test
  void a_message_is_redelivered_with_its_group_and_count() {
    String url = queues.createQueue("round-trip", 0);
    calls.call(
        "SendMessage",
        Map.of("QueueUrl", url, "MessageBody", "{\"a\":\"ü\"}", "MessageGroupId", "GithubType"));

    receive(url);
    JsonNode second = receive(url);

    assertThat(second.path("Body").asText()).isEqualTo("{\"a\":\"ü\"}");
    assertThat(second.at("/Attributes/ApproximateReceiveCount").asText()).isEqualTo("2");
    assertThat(second.at("/Attributes/MessageGroupId").asText()).isEqualTo("GithubType");
  }

  @Test
  void a_visibility_of_the_test_is_kept() {
    String url = queues.createQueue("for-a-test", 7);

    assertThat(attributes(url).path("VisibilityTimeout").asText()).isEqualTo("7");
    assertThat(queues.url("for-a-test")).isEqualTo(url);
  }

  @Test
  void two_instances_are_independent_and_close_frees_the_port() {
    LocalQueues other = LocalQueues.start();
    int port = URI.create(other.endpoint()).getPort();
    calls.call("SendMessage", Map.of("QueueUrl", queues.url("backfill"), "MessageBody", "x"));

    String there = attributes(other, other.url("backfill"));
    other.close();

    assertThat(there).isEqualTo("0");
    assertThat(attributes(queues.url("backfill")).path("ApproximateNumberOfMessages").asText())
        .isEqualTo("1");
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
    try (LocalQueues again = LocalQueues.start(port)) {
      assertThat(again.endpoint()).isEqualTo(other.endpoint());
    }
  }

  @Test
  void a_port_in_use_is_an_error() {
    int port = URI.create(queues.endpoint()).getPort();

    assertThatThrownBy(() -> LocalQueues.start(port))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("" + port);
  }

  private static String attributes(LocalQueues of, String url) {
    try (AwsCalls other = new AwsCalls(of.endpoint(), "AmazonSQS")) {
      return other
          .call("GetQueueAttributes", Map.of("QueueUrl", url, "AttributeNames", List.of("All")))
          .at("/Attributes/ApproximateNumberOfMessages")
          .asText();
    }
  }

  private static JsonNode attributes(String url) {
    return calls
        .call("GetQueueAttributes", Map.of("QueueUrl", url, "AttributeNames", List.of("All")))
        .path("Attributes");
  }

  private static JsonNode receive(String url) {
    return calls
        .call("ReceiveMessage", Map.of("QueueUrl", url, "AttributeNames", List.of("All")))
        .at("/Messages/0");
  }
}
