package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.Execution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every request that a trial sends is shown, also those that bring no documents. */
final class TypesTryRequestsTest {

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token", exchange -> answer(exchange, 200, "{\"access_token\":\"t0k3n\"}"));
    server.createContext(
        "/count", exchange -> answer(exchange, 200, "{\"n\":%d}".formatted(documents().size())));
    server.createContext("/new", exchange -> answer(exchange, 200, documents().toString()));
    server.createContext(
        "/old",
        exchange -> {
          exchange.getResponseHeaders().add("location", "/new?secret=t0k3n");
          answer(exchange, 302, "");
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static List<String> documents() {
    return List.of(
        "{\"id\":\"a\",\"at\":\"2024-05-31T12:00:01\"}", "{\"id\":\"b\",\"at\":\"1717156802\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Execution attempt(String unit, String... arguments) throws IOException {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Files.writeString(
        folder.resolve("Items.yaml"),
        """
        type: Items
        source:
          url: {url}/old
          window: { from: since, to: until, as: s }
          documents: ''
          id: /id
          timestamp: { from: /at%s }
          count: { url: '{url}/count', at: /n }
          auth: { oauth2: { token_url: '{url}/token', client_id: AN_ID, client_secret: A_KEY } }
        columns: { id2: { from: /data/id } }
        """
            .formatted(unit)
            .replace("{url}", url));
    Map<String, String> environment =
        Map.of("MILLRACE_TYPES", folder.toString(), "AN_ID", "client", "A_KEY", "s3cr3t");
    String[] all = new String[arguments.length + 5];
    all[0] = "Items";
    all[1] = "--from";
    all[2] = "2024-05-31T12:00:00Z";
    all[3] = "--to";
    all[4] = "2024-05-31T13:00:00Z";
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return Execution.of(new CommandLine(new TypesTryCommand(environment)), all);
  }

  @Test
  void tokens_counts_and_redirects_are_shown_and_are_no_pages() throws Exception {
    Execution text = attempt("");
    Execution json = attempt("", "--json");

    assertThat(text.out().replaceAll("127.0.0.1:\\d+", "HOST").replaceAll("\\d+ ms", "N ms"))
        .contains(
            "  POST http://HOST/token  200 in N ms (token)\n",
            "  GET http://HOST/count?since=1717156800&until=1717160400  200 in N ms (count)\n",
            "  GET http://HOST/old?since=1717156800&until=1717160400  302 in N ms (redirect)\n",
            "  GET http://HOST/old?since=1717156800&until=1717160400  200 in N ms\n",
            "4 requests, 1 page, 2 documents")
        .doesNotContain("t0k3n", "s3cr3t");
    JsonNode requests = new JsonMapper().readTree(json.out()).path("requests");
    assertThat(requests.findValuesAsText("for"))
        .containsExactly("token", "count", "redirect", "documents");
  }

  @Test
  void a_moment_in_another_form_says_which_unit_to_write() throws Exception {
    assertThat(attempt("").out())
        .contains(
            "found '2024-05-31T12:00:01'; write timestamp: { unit: iso_utc }",
            "found '1717156802'; write timestamp: { unit: s }");
    assertThat(attempt(", unit: iso_utc").out())
        .contains(
            "2 documents: 1 accepted (1 row), 0 filtered, 1 rejected", "2024-05-31T12:00:01Z");
  }
}
