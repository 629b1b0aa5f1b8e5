package dev.millrace.queue.sqs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** Both kinds of clients against a queue that fails each second time. */
class SqsClientsTest {

  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean fails = calls.getAndIncrement() % 2 == 0;
          byte[] body =
              (fails ? "{}" : "{\"Attributes\":{\"ApproximateNumberOfMessages\":\"3\"}}")
                  .getBytes(UTF_8);
          exchange.sendResponseHeaders(fails ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void a_call_whose_caller_does_not_retry_is_retried_by_both() {
    try (SqsClient plain = SqsClients.create(2, this::here);
        SqsClient retrying = SqsClients.retrying(2, this::here)) {
      assertThat(new SqsQueue(plain, url()).depth()).isEqualTo(3);
      assertThat(new SqsQueue(retrying, url()).depth()).isEqualTo(3);
    }
    assertThat(calls).hasValue(4);
  }

  /** It copies the whole configuration of the client, in each call. */
  @Test
  void a_client_that_retries_needs_no_plugin_in_its_calls() {
    try (SqsClient plain = SqsClients.create(2, this::here);
        SqsClient retrying = SqsClients.retrying(2, this::here)) {
      assertThat(plugins(plain)).isEqualTo(1);
      assertThat(plugins(retrying)).isZero();
    }
  }

  @Test
  void a_command_gives_up_on_silent_queues_within_seconds() {
    try (SqsClient retrying = SqsClients.retrying(2, this::here)) {
      assertThat(retrying.serviceClientConfiguration().overrideConfiguration().apiCallTimeout())
          .hasValue(Duration.ofSeconds(10));
    }
  }

  private static int plugins(SqsClient client) {
    AwsRequestOverrideConfiguration.Builder call = AwsRequestOverrideConfiguration.builder();
    SqsClients.withRetries(client).accept(call);
    return call.build().plugins().size();
  }

  private String url() {
    return "http://127.0.0.1:%d/1/q".formatted(server.getAddress().getPort());
  }

  private void here(SqsClientBuilder client) {
    client
        .endpointOverride(URI.create(url()))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
  }
}
