package dev.millrace.cli.json;

import static dev.millrace.cli.json.JsonPage.assertDescribes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.Execution;
import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON of the commands for types is what the page describes. */
class TypesJsonTest {

  private static final String DOCUMENTS =
      """
      {"id":"a","timestamp":1,"type":"Thing","data":{"size":1}}
      {"id":"b","timestamp":2,"type":"Thing","data":{"size":"long"}}
      {"id":"c","timestamp":3,"type":"Thing"}
      """;

  private static final String SOURCE =
      """
      type: Item
      columns: { size: { from: /data/size, as: integer } }
      source:
        url: %s
        window: { from: since, to: until, as: s }
        documents: ''
        id: /id
        timestamp: { from: /at, unit: s }
      """;

  @TempDir private Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void settings() throws IOException {
    LocalDatabase server = LocalDatabase.shared();
    environment.put("MILLRACE_TYPES", folder.toString());
    environment.put("MILLRACE_DB_URL", server.createSchema());
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    define("integer");
    Files.writeString(
        folder.resolve("Event.yaml"),
        "type: Event\ncount_only: true\noccurred_at: occurrence_timestamp\n");
  }

  @Test
  void definitions_in_folder_and_database() throws IOException {
    String planned = json(0, "plan");
    String applied = json(0, "apply");
    define("boolean");
    String refused = json(1, "plan");

    assertDescribes("types plan", planned, refused);
    assertDescribes("types apply", applied);
    assertDescribes("types list", json(0, "list"));
    assertDescribes("types check", json(0, "check"));
  }

  @Test
  void written_definitions() throws IOException {
    Path file = Files.writeString(folder.resolve("documents.ndjson"), DOCUMENTS);
    Files.delete(folder.resolve("Thing.yaml"));

    assertDescribes("types init", json(0, "init", file.toString()));
  }

  @Test
  void each_document_of_a_preview() throws IOException {
    Path file = Files.writeString(folder.resolve("documents.ndjson"), DOCUMENTS);

    assertDescribes(
        "types preview",
        json(0, "preview", "Thing", file.toString()).lines().toArray(String[]::new));
  }

  @Test
  void a_window_that_a_source_is_asked_for() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", TypesJsonTest::answer);
    server.start();
    Files.writeString(
        folder.resolve("Item.yaml"),
        SOURCE.formatted("http://127.0.0.1:%d/items".formatted(server.getAddress().getPort())));
    try {
      assertDescribes(
          "types try",
          json(0, "try", "Item", "--from=100", "--to=200"),
          json(1, "try", "Item", "--from=666", "--to=777"));
      String kept = folder.resolve("kept").toString();
      assertDescribes(
          "types record", json(0, "record", "Item", "--from=100", "--to=200", "--dir", kept));
      String written = json(0, "test", "Item", kept, "--write");
      Path expected = Path.of(kept, "expected.json");
      Files.writeString(expected, Files.readString(expected).replace("\"b\"", "\"other\""));
      assertDescribes("types test", written, json(1, "test", "Item", kept));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] items =
        """
        [{"id":"a","at":120,"size":1},{"id":"b","at":130,"size":"long"},{"id":"c","at":500}]"""
            .getBytes(UTF_8);
    boolean refused = exchange.getRequestURI().getQuery().contains("666");
    exchange.sendResponseHeaders(refused ? 429 : 200, items.length);
    exchange.getResponseBody().write(items);
    exchange.close();
  }

  private void define(String type) throws IOException {
    Files.writeString(
        folder.resolve("Thing.yaml"),
        "type: Thing\naccept: /data\ncolumns: { size: { from: /data/size, as: %s } }\n"
            .formatted(type));
  }

  private String json(int status, String... arguments) {
    Execution run =
        Execution.of(
            environment,
            Stream.of(Stream.of("types"), Stream.of(arguments), Stream.of("--json"))
                .flatMap(words -> words)
                .toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    return run.out();
  }
}
