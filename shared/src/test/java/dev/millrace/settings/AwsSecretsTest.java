package dev.millrace.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Over HTTP, with a server that answers like AWS's documentation. */
final class AwsSecretsTest {

  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", AwsSecretsTest::answer);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @Test
  void the_text_of_a_secret_is_read() {
    assertThat(read("arn:aws:secretsmanager:eu-central-1:1:secret:key-AbCdEf")).isEqualTo("k-1");
  }

  @Test
  void a_secret_that_is_not_there_is_named() {
    assertThatThrownBy(() -> read("none"))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageStartingWith("the secret 'none' cannot be read: ")
        .hasMessageContaining("can't find the specified secret");
  }

  private static String read(String id) {
    URI endpoint = URI.create("http://localhost:" + server.getAddress().getPort());
    return AwsSecrets.read(
        id,
        client ->
            client
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      boolean known =
          "secretsmanager.GetSecretValue".equals(target) && asked.contains("secret:key-AbCdEf");
      byte[] body =
          (known
                  ? "{\"Name\":\"key\",\"SecretString\":\"k-1\"}"
                  : "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"Secrets Manager can't"
                      + " find the specified secret.\"}")
              .getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.sendResponseHeaders(known ? 200 : 400, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
